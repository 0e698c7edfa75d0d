import { expect, test } from 'vitest';
import { foreignProcessor, readProgramHead } from '../../../../src/model/interpreter/programHead.ts';

const head = (text: string, platform: NodeJS.Platform = 'linux'): object =>
  readProgramHead(new TextEncoder().encode(text), platform);

test('the program of a first line is read as the system reads it', () => {
  expect(head('#!/bin/sh\n')).toEqual({ kind: 'script', program: '/bin/sh', onPath: false });
  expect(head('#! /bin/sh  -e -u')).toEqual({ kind: 'script', program: '/bin/sh', onPath: false });
  expect(head('#!bin/tool\n')).toEqual({ kind: 'script', program: 'bin/tool', onPath: false });
  expect(head('#!/usr/bin/env -S python3 -u\n')).toEqual({ kind: 'script', program: 'python3', onPath: true });
  expect(head('#!/usr/bin/env /opt/python\n')).toEqual({ kind: 'script', program: '/opt/python', onPath: false });
  expect(head('#!/usr/bin/env A=b sh\n')).toEqual({ kind: 'script', program: '/usr/bin/env', onPath: false });
  expect(head('#!/bin/sh -e\r\n')).toEqual({ kind: 'script', program: '/bin/sh', onPath: false });
  expect(head('#!/bin/sh\r\n')).toEqual({ kind: 'windows-line' });
  expect(head('#!/usr/bin/env python3\r\n')).toEqual({ kind: 'windows-line' });
});

test('a name ends where the system stops to read', () => {
  const long = `#!/${'x'.repeat(300)}\n`;
  expect(head(long)).toEqual({ kind: 'endless-line', limit: 256 });
  expect(head(long, 'darwin')).toMatchObject({ kind: 'script' });
  expect(head(`#!/bin/sh ${'x'.repeat(300)}\n`)).toMatchObject({ kind: 'script', program: '/bin/sh' });
});

test('whatever bytes a file begins with, nothing is thrown', () => {
  const elf = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 167) % 256);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  for (let length = 0; length <= 128; length += 1) readProgramHead(elf.subarray(0, length), 'linux');
  for (const [width, order] of [
    [1, 1],
    [1, 2],
    [2, 2],
  ] as const) {
    elf.set([width, order], 4);
    expect(readProgramHead(elf, 'linux')).toMatchObject({ kind: 'elf' });
  }
  expect(head('\u007fELF')).toEqual({ kind: 'unknown' });
  expect(head('echo\n')).toEqual({ kind: 'unknown' });
});

test('only a processor that is known for another one is foreign', () => {
  expect(foreignProcessor(183, 'x64')).toBe('arm64');
  expect(foreignProcessor(3, 'x64')).toBeUndefined();
  expect(foreignProcessor(62, 'x64')).toBeUndefined();
  expect(foreignProcessor(9_999, 'x64')).toBeUndefined();
  expect(foreignProcessor(62, 'mips')).toBeUndefined();
});
