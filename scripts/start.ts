// `npm start [-- --port N | --desktop[=PATH]]`: packs the extension, installs it into a real VS Code with data of its
// own, and opens the sample workspace there: in the browser, or in a desktop VS Code that the machine has. Ctrl-C
// ends everything that came of it.
import { startBrowser } from './startBrowser.ts';
import { startDesktop } from './startDesktop.ts';
import { startOptions } from './startOptions.ts';

const options = startOptions(process.argv.slice(2), process.env);
if (options.kind === 'refused') {
  console.error(options.message);
  process.exit(1);
}
process.exit(options.kind === 'browser' ? await startBrowser(options.port) : await startDesktop(options.code));
