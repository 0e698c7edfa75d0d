// Run by VS Code after the extension was uninstalled: nothing that it started is left behind.
import { systemClock } from '../base/clock.ts';
import { endAllHosts } from './hostRegister.ts';

await endAllHosts(process.env, systemClock);
