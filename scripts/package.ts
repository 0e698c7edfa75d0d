// `npm run package`: out/executor.vsix, ready to be installed.
import { pack } from './pack.ts';

process.exitCode = (await pack()) ? 0 : 1;
