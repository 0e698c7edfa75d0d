import { expect, test } from 'vitest';
import { startOptions } from '../../../scripts/startOptions.ts';

const browser = (port?: number): object => ({ kind: 'browser', port });
const desktop = (code?: string): object => ({ kind: 'desktop', code });

test.each([
  ['nothing', [], {}, browser()],
  ['--port 9000', ['--port', '9000'], {}, browser(9000)],
  ['--port=9000', ['--port=9000'], {}, browser(9000)],
  ['--port 9000 of which npm keeps the option', ['9000'], { npm_config_port: 'true' }, browser(9000)],
  ['--port=9000 that npm keeps', [], { npm_config_port: '9000' }, browser(9000)],
  ['--desktop', ['--desktop'], {}, desktop()],
  ['--desktop=PATH', ['--desktop=/opt/a=b/code'], {}, desktop('/opt/a=b/code')],
  ['--desktop PATH', ['--desktop', '/opt/code'], {}, desktop('/opt/code')],
  ['--desktop that npm keeps', [], { npm_config_desktop: 'true' }, desktop()],
  ['--desktop=PATH that npm keeps', [], { npm_config_desktop: '/opt/code' }, desktop('/opt/code')],
])('understands %s', (_what, args, env, wanted) => {
  expect(startOptions(args, env)).toEqual(wanted);
});

test.each([
  [['--port'], '"" is no port'],
  [['--port', '0'], '"0" is no port'],
  [['--port', '70000'], '"70000" is no port'],
  [['--desk'], '"--desk" is no port'],
  [['--port', '9000', '9001'], 'Not understood: 9001'],
  [['--desktop', '--port', '9000'], 'say --desktop or --port'],
])('refuses %j in one line', (args, words) => {
  const refused = startOptions(args, {});
  expect(refused).toEqual({ kind: 'refused', message: expect.stringContaining(words) as string });
});
