// `npm run update-fixture [-- FOLDER]`: keeps what the build of a checkout (this one, or the one in FOLDER) writes, as a fixture
// for test/integration/updates.test.ts. From the source, for the worlds of tests do the work.
import path from 'node:path';
import { root } from './install.mjs';
import { runToolOrExit } from './runTool.ts';

const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
const maker = path.join(root, 'test', 'support', 'makeUpdateFixture.ts');
await runToolOrExit('node', [...flags, maker, ...process.argv.slice(2)]);
