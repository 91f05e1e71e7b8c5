import { commandLine, runApp } from '@gender/cli';
import { app } from './index.js';

process.exitCode = await runApp(app, commandLine());
