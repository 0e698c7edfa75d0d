import { expect, test } from 'vitest';
import { rPathSetting, rscriptBeside } from '../../../../src/model/interpreter/rscriptPath.ts';

test.each([
  ['/opt/R/4.4.1/bin/R', '/opt/R/4.4.1/bin/Rscript'],
  [' "/my R/bin/R" ', '/my R/bin/Rscript'],
  ['C:\\Program Files\\R\\R-4.4.1\\bin\\R.exe', 'C:\\Program Files\\R\\R-4.4.1\\bin\\Rscript.exe'],
  ['/opt/R/bin/Rscript', '/opt/R/bin/Rscript'],
  ['${userHome}/R/bin/R', '/home/me/R/bin/Rscript'],
  ['~/R/bin/R', '/home/me/R/bin/Rscript'],
  ['${workspaceFolder}/R', '/w/Rscript'],
  ['', undefined],
  ['R', undefined],
  ['/home/me/.local/bin/radian', undefined],
  ['/opt/R/', undefined],
  [undefined, undefined],
  [['/opt/R/bin/R'], undefined],
])('the R %j of a setting has the Rscript %j', (setting, rscript) => {
  expect(rscriptBeside(setting, { userHome: '/home/me', workspaceFolder: '/w' })).toBe(rscript);
});

test('each platform has a setting of its own', () => {
  expect(['linux', 'freebsd', 'darwin', 'win32'].map(rPathSetting)).toEqual([
    'rpath.linux',
    'rpath.linux',
    'rpath.mac',
    'rpath.windows',
  ]);
});
