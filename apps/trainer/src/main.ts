import { letHeapGrow, runApp } from '@gender/cli';
import { app } from './index.js';

letHeapGrow();
process.exitCode = await runApp(app, process.argv.slice(2));
