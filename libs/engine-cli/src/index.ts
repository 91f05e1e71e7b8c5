export { doctorCommand } from './doctor/doctor-command.js';
export { verifyProducts } from './verify-products.js';
export { engineAdvice, engineOptions } from './engine-options.js';
