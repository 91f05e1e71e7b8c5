import { runApp } from '@gender/cli';
import { app } from './index.js';

process.exitCode = await runApp(app, process.argv.slice(2));
