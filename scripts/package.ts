// `npm run package`: out/executor.vsix and out/executor-cli.tgz, ready to be installed.
import { packAll } from './pack.ts';

process.exitCode = (await packAll()) ? 0 : 1;
