export { doctorCommand } from './doctor/doctor-command.js';
export { engineAdvice, engineOptions } from './engine-options.js';
