// `npm run format`: gives every file the form that `npm run check` wants.
import { runToolOrExit } from './runTool.ts';

await runToolOrExit('prettier', ['--write', '--log-level', 'warn', '.']);
await runToolOrExit('eslint', ['--fix', '.']);
