export { doctorCommand } from './doctor/doctor-command.js';
export { engineOptions } from './engine-options.js';
