import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { ProgramBench, runResolved } from '../support/programBench.ts';
import { privilegeRequirement } from '../support/requirement.ts';

/** What is said of a command, or that it can be run. */
async function saidOf(bench: ProgramBench, program: string): Promise<string> {
  const resolved = await bench.resolve({ kind: 'command', command: [program] });
  return resolved.ok ? 'can be run' : describeFailure(resolved.error);
}

/** A program of this machine with some of its bytes written over. */
async function changed(bench: ProgramBench, name: string, change: (bytes: Buffer) => void): Promise<string> {
  const bytes = Buffer.from(readFileSync('/bin/true'));
  change(bytes);
  const file = await bench.program(name, '');
  writeFileSync(file, bytes);
  return file;
}

describe('a command that the system would not run is refused with what is wrong', () => {
  test.each([
    [
      'a program that has gone',
      '#!/gone/.venv/bin/python\n',
      'its first line names /gone/.venv/bin/python, which does not exist',
    ],
    ['a program that is a folder', '#!/tmp\n', 'its first line names /tmp, which does not exist'],
    [
      'a program that may not be run',
      '#!/etc/passwd -x\n',
      'its first line names /etc/passwd, which lacks execute permission',
    ],
    [
      'a line break of Windows',
      '#!/bin/sh\r\necho\r\n',
      'its first line ends with a Windows line break; save it with Unix line breaks (LF)',
    ],
    [
      'that behind env',
      '#!/usr/bin/env sh\r\n',
      'its first line ends with a Windows line break; save it with Unix line breaks (LF)',
    ],
    [
      'a program that env does not find',
      '#!/usr/bin/env nosuch -x\n',
      'its first line names nosuch, which was not found on PATH',
    ],
    [
      'a path that is too long',
      `#!/${'x'.repeat(300)}\n`,
      'the program path in its first line is longer than the 256 bytes that the system reads',
    ],
    ['a program for Windows', 'MZ\u0090', 'it is a program for Windows'],
  ])('%s', async (_, text, why) => {
    using bench = new ProgramBench();
    const file = await bench.program('serve', text);
    const said = `serve (${file}) cannot be run: ${why}. Fix that, or use another program.`;
    expect(await saidOf(bench, 'serve')).toBe(said);
    expect(await saidOf(bench, file)).toBe(said.replace(`serve (${file})`, file));
  });

  test('a script whose interpreter is a script whose own program has gone', async () => {
    using bench = new ProgramBench();
    const inner = await bench.program('inner', '#!/gone\n');
    await bench.program('serve', `#!${inner}\n`);
    expect(await saidOf(bench, 'serve')).toContain(
      `its first line names ${inner}, which cannot be run: its first line names /gone, which does not exist.`,
    );
  });

  test('a program for another processor, or without its loader', async () => {
    using bench = new ProgramBench();
    await changed(bench, 'foreign', (bytes) => bytes.writeUInt16LE(process.arch === 's390x' ? 243 : 22, 18));
    expect(await saidOf(bench, 'foreign')).toMatch(/it is built for another processor \((s390x|riscv64)\)\./);
    await changed(bench, 'loaderless', (bytes) => bytes.write('/lib/none', bytes.indexOf('/lib'), 'latin1'));
    expect(await saidOf(bench, 'loaderless')).toMatch(/it needs \/lib\/none\S*, which is missing\./);
  });

  test('a program on a disk that runs nothing', async (context) => {
    const missing = privilegeRequirement();
    context.skip(missing !== undefined, missing);
    using bench = new ProgramBench();
    const disk = path.join(bench.root, 'a disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,size=1m', 'none', disk]);
    try {
      const file = path.join(disk, 'serve');
      copyFileSync('/bin/true', file);
      chmodSync(file, 0o755);
      expect(await saidOf(bench, file)).toBe(
        `${file} cannot be run: ${disk} is mounted so that nothing on it can run (noexec). Fix that, or use another program.`,
      );
      chmodSync(file, 0o644);
      expect(await saidOf(bench, file)).toContain('(noexec)');
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

test('what the system does run is not refused', async () => {
  using bench = new ProgramBench();
  bench.env = { PATH: `${bench.bin}:/usr/bin:/bin` };
  await bench.program('plain', 'echo said\n');
  for (const text of [
    '#!/bin/sh\n',
    '#! /bin/sh -e\n',
    '#!/bin/sh',
    `#!/bin/sh -${'x'.repeat(300)}\n`,
    '#!/usr/bin/env -S sh -e\n',
    '#!/usr/bin/env A=b sh\n',
    '#!/usr/bin/perl -w\r\n',
    '#!\n',
    '',
  ]) {
    await bench.program('serve', text);
    const said = await saidOf(bench, 'serve');
    expect([text, said]).toEqual([
      text,
      text.includes('perl') && said.includes('does not exist') ? said : 'can be run',
    ]);
  }
  expect(await saidOf(bench, '/bin/sh')).toBe('can be run');
  expect(await saidOf(bench, process.execPath)).toBe('can be run');
  // A text without a first line that names a program is run by sh, as in a terminal.
  const resolved = await bench.resolve({ kind: 'command', command: ['plain'] });
  expect(
    resolved.ok &&
      (await runResolved({ ...resolved.value, argv: ['/bin/sh', '-c', 'exec "$@"', 'sh', ...resolved.value.argv] })),
  ).toEqual(['said']);
});
