import type { Diagnostics } from '../../host/reach/diagnostics.ts';
import { isoInstant } from '../jsonOutput.ts';

/** What is left out, for whoever is about to hand the text on. */
export const leftOut =
  'Replaced by …: values of variables, arguments, credentials in addresses, comments and your name. Your home directory is ~. Logs of scripts are not read.';

/** The diagnostics as a page of Markdown, to be read by people and pasted into an issue. */
export function diagnosticText(diagnostics: Diagnostics): string {
  const { findings, host, hosts, journal, settings, sizes, taskFile, versions } = diagnostics;
  return [
    '# Executor: diagnostic information',
    leftOut,
    '## Versions',
    list([
      ['Executor', `${versions.executor} (built ${instant(versions.build)}, protocol ${String(versions.protocol)})`],
      ['Node', versions.node],
      ['System', `${versions.system}, ${versions.architecture}`],
      ['VS Code', versions.vscode ?? 'not known'],
    ]),
    '## Findings',
    block('text', findings.map(({ about, level, message }) => `${level.padEnd(4)}  ${about}: ${message}`).join('\n')),
    '## Host',
    host
      ? list([
          [
            'Version',
            `${host.build.version} (built ${instant(host.build.stamp)}, protocol ${String(host.protocolVersion)})`,
          ],
          ['Mode', `${host.mode}, pid ${String(host.pid)}`],
          ['Since', host.since === undefined ? 'not known' : instant(host.since)],
        ])
      : 'No host answers.',
    '## Settings in effect',
    settings ? json(settings) : 'Not known.',
    '## Task file',
    taskFile === null ? 'It does not exist or cannot be read.' : json(taskFile),
    '## Sizes',
    sizes ? json(sizes) : 'Not known.',
    '## Hosts of this user',
    hosts.length === 0 ? 'No host is running.' : json(hosts.map((each) => ({ ...each, since: instant(each.since) }))),
    "## Executor's own log: last lines",
    journal.length === 0 ? 'There is none.' : block('text', journal.join('\n')),
  ]
    .join('\n\n')
    .concat('\n');
}

function instant(at: number): string {
  return at === 0 ? 'never' : (isoInstant(at) ?? '');
}

function list(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, text]) => `- ${name}: ${text}`).join('\n');
}

function json(value: unknown): string {
  return block('json', JSON.stringify(value, undefined, 2));
}

/** A fence that nothing within ends. */
function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
