import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { env, l10n } from '../support/vscode/index.ts';
import { WindowWorld } from '../support/windowWorld.ts';

// Before the extension is loaded, which says in the language of the window what is in its constants.
const bundle = path.resolve(import.meta.dirname, '../../l10n/bundle.l10n.de.json');
l10n.bundle = JSON.parse(readFileSync(bundle, 'utf8')) as Readonly<Record<string, string>>;
env.language = 'de';

test('tree, notification and log in a German window: what the host says is told in German, and logs stay English', async () => {
  await using world = new WindowWorld({
    files: { 'fail.sh': '#!/bin/sh\necho "no such table"\nexit 3\n' },
    tasks: {
      bericht: { script: 'fail.sh', restart: 'never' },
      abruf: { script: 'fail.sh', every: '1 day', start: '2026-02-27T13:00:00', timezone: 'Europe/Berlin' },
    },
  });
  const window = await world.openWindow();
  await window.untilRow('bericht', /^nie gelaufen$/);
  await window.untilRow('abruf', /^angehalten · nie gelaufen$/);
  window.call('executor.startTask', window.row('bericht')?.element);
  await window.untilRow('bericht', /^Exit 3 · vor \d+ s$/);
  await world.gather();
  (await window.message(/bericht ist nach .+ fehlgeschlagen \(Exit 3\)\./)).answer('Ausgabe anzeigen');
  await window.untilOutput('── executor: failed · exit 3');

  window.call('executor.startSchedule', window.row('abruf')?.element);
  const { element } = await window.untilRow('abruf', /13:00.* \(in .+\)$/);
  const tooltip = await window.tree.tooltip(element);
  expect(tooltip).toContain('Nächste Läufe:');
  expect(tooltip).toContain('Jeden Tag, ab Fr 27. Feb 2026 13:00:00');
  expect(tooltip.split('\n').filter((line) => /^- .*13:00:00/.test(line))).toHaveLength(5);
  window.call('executor.sendSignal');
  await window.message('Keine Aufgabe läuft.');
});
