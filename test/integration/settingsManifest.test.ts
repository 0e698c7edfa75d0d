import { expect, test } from 'vitest';
import { manifest } from '../support/manifest.ts';
import { defaultHistoryLimit, defaultHostSettings } from '../../src/model/host/hostSettings.ts';

const { properties } = manifest.contributes.configuration;
const names = Object.keys(properties);

test('no setting has a name that is the beginning of another', () => {
  expect(names.filter((name) => names.some((other) => other.startsWith(`${name}.`)))).toEqual([]);
});

test('the defaults are those that a host takes when no window has told it any', () => {
  expect([
    properties['executor.interpreters'].default,
    properties['executor.folder'].default,
    properties['executor.maxConcurrentRuns'].default,
    properties['executor.historyLimit'].default,
  ]).toEqual([
    defaultHostSettings.interpreters,
    defaultHostSettings.folder,
    defaultHostSettings.maxConcurrentRuns,
    defaultHistoryLimit,
  ]);
});

test('what a repository could use to run programs or to write elsewhere waits for trust', () => {
  const overridable = Object.entries(properties).filter(([, { scope }]) => scope === 'machine-overridable');
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
    overridable.map(([name]) => name).toSorted(),
  );
});

test('every choice of a setting is explained', () => {
  for (const name of ['executor.revealOutput', 'executor.notifications'] as const) {
    const { default: byDefault, enum: choices, enumDescriptions } = properties[name];
    expect(enumDescriptions).toHaveLength(choices.length);
    // The code takes the first for what it cannot read.
    expect(choices[0]).toBe(byDefault);
  }
});
