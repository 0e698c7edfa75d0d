import { PassThrough } from 'node:stream';
import { renderTable } from '../../src/cli/textTable.ts';
import { splitArguments } from '../../src/model/words/argumentLine.ts';
import { word } from '../../src/model/words/clause.ts';
import { commandLine } from '../../src/model/words/commandLine.ts';
import { crontabTasks } from '../../src/model/foreign/crontabTasks.ts';
import { parseDuration } from '../../src/model/time/duration.ts';
import type { TextProblem } from '../../src/model/words/textProblem.ts';
import { parseEnvFile } from '../../src/model/environment/envFile.ts';
import { expandValue } from '../../src/model/environment/envFileValue.ts';
import { type ForeignTasks, nameTasks, newTasksOf } from '../../src/model/foreign/foreignTasks.ts';
import { planInterpreter } from '../../src/model/interpreter/interpreter.ts';
import { parseShebang } from '../../src/model/interpreter/shebang.ts';
import { renderJournalLine } from '../../src/model/log/journalText.ts';
import { isLogFileName, taskSlug } from '../../src/model/log/logNames.ts';
import { nextOccurrence, previousOccurrence } from '../../src/model/schedule/occurrences.ts';
import { parseRecurrence, recurrenceText } from '../../src/model/schedule/recurrence.ts';
import { safeLine, safeLines, unlinked } from '../../src/model/words/safeText.ts';
import { createRule, createSchedule } from '../../src/model/schedule/schedule.ts';
import { describeSchedule } from '../../src/model/schedule/scheduleWords.ts';
import { readAttempts } from '../../src/model/host/startAttempts.ts';
import { parseTaskFile } from '../../src/model/taskFile/taskFile.ts';
import { completeValue } from '../../src/model/taskFile/completion.ts';
import { addTasks, duplicateTask, removeTask, renameTask } from '../../src/model/taskFile/edit.ts';
import { scheduleAt } from '../../src/model/taskFile/hover.ts';
import { freeTaskName, taskNameProblem } from '../../src/model/taskName.ts';
import { parseTimestamp } from '../../src/model/time/timestamp.ts';
import { parseTimeZone } from '../../src/model/time/timeZone.ts';
import { lineConnection } from '../../src/node/channel/lineChannel.ts';
import { parseProcStat } from '../../src/node/process/processTable.ts';
import { requests } from '../../src/protocol/messages.ts';
import type { Draws } from './draws.ts';
import { envFileText } from './kinds/envFiles.ts';
import {
  crontabText,
  ecosystemText,
  packageText,
  procfileText,
  readEcosystem,
  readPackage,
  readProcfile,
  readSupervisord,
  readTasks,
  supervisordText,
  tasksText,
} from './kinds/foreignFiles.ts';
import { taskName } from './kinds/names.ts';
import { shebangLine } from './kinds/shebangs.ts';
import { taskFileText } from './kinds/taskFiles.ts';

/** A reader of text that computes alone: whatever it is given it answers, and what it answers holds together. */
export interface Parser {
  readonly name: string;
  readonly make: (draws: Draws) => string;
  /** Throws where something does not hold. */
  readonly read: (text: string, draws: Draws) => void;
}

function holds(what: boolean, otherwise: string): void {
  if (!what) throw new Error(otherwise);
}

/** Some instant of this century, for which schedules are asked. */
const now = Date.UTC(2026, 2, 28, 23, 30);
const path = '/w/.vscode/executor.json';

const taskFile: Parser = {
  name: 'task file',
  make: taskFileText,
  read: (text, draws) => {
    const { diagnostics, file, names } = parseTaskFile(text);
    for (const { length, message, offset } of diagnostics) {
      holds(offset >= 0 && offset + length <= text.length, 'a diagnostic stands outside of the text');
      holds(/[.?]$/.test(word(message)), `a diagnostic is no sentence: ${word(message)}`);
    }
    const offset = draws.whole(0, text.length);
    scheduleAt(text, offset, 'Europe/Berlin', now);
    const completion = completeValue(text, offset, 'Europe/Berlin', now);
    for (const { schedule } of completion?.suggestions.slice(0, 3) ?? [])
      holds(schedule?.next.every((line) => line !== '') !== false, 'a run without words');
    if (!file) return;
    const name = freeTaskName(taskName(draws), names);
    const added = addTasks(text, [{ name, command: [draws.odd() || 'a'] }], path);
    if (!added.ok) throw new Error(`nothing can be added: ${JSON.stringify(added.error)}`);
    holds(parseTaskFile(added.value).names.includes(name), `${name} is not there after it was added`);
    const again = removeTask(added.value, name, path);
    if (!again.ok) throw new Error(`${name} cannot be removed again: ${JSON.stringify(again.error)}`);
    same(parseTaskFile(again.value).names, names, 'adding and removing');
    const [first] = names;
    if (first === undefined) return;
    const other = taskName(draws);
    const renamed = renameTask(text, first, other, path);
    if (renamed.ok) holds(parseTaskFile(renamed.value).names.includes(other), 'the new name is not there');
    const copied = duplicateTask(text, first, name, path);
    if (copied.ok) same(parseTaskFile(copied.value).names.toSorted(), [...names, name].toSorted(), 'a copy');
  },
};

function same(one: readonly string[], other: readonly string[], what: string): void {
  holds(JSON.stringify(one) === JSON.stringify(other), `${what}: ${JSON.stringify(one)} for ${JSON.stringify(other)}`);
}

const envFile: Parser = {
  name: 'env file',
  make: envFileText,
  read: (text) => {
    const parsed = parseEnvFile(text);
    if (!parsed.ok) {
      const line = text.split('\n')[parsed.error.line - 1];
      holds(line !== undefined && parsed.error.column <= line.length + 1, 'a place that is not there');
      return;
    }
    for (const { name, value } of parsed.value) {
      const { text: expanded } = expandValue(value, (other) => other);
      holds(/^[A-Za-z_][\w.-]*$/.test(name) && !expanded.includes('\0'), `${name} cannot be in an environment`);
    }
  },
};

/** A file that tasks are imported from: the task file takes what is found, as it was found. */
function foreign(name: string, make: (draws: Draws) => string, find: (text: string) => ForeignTasks): Parser {
  return {
    name,
    make,
    read: (text) => {
      const names: string[] = [];
      const tasks = newTasksOf(nameTasks(find(text).tasks, [])).newTasks;
      names.push(...tasks.map(({ name }) => name));
      const added = addTasks(undefined, tasks, path);
      if (!added.ok) throw new Error(JSON.stringify(added.error));
      const { diagnostics, file } = parseTaskFile(added.value);
      const [error] = diagnostics.filter(({ severity }) => severity === 'error');
      if (error) throw new Error(`what was found is refused: ${word(error.message)}`);
      same(
        (file?.tasks ?? []).map((task) => task.name),
        names,
        'the names',
      );
    },
  };
}

const shebang: Parser = {
  name: 'shebang line',
  make: shebangLine,
  read: (line, draws) => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const found = parseShebang(line, platform);
      if (found) holds(found.program !== '', 'a shebang without a program');
      planInterpreter({ path: `a${draws.pick(['.py', '', '.R', '.'])}`, firstLine: line, platform });
    }
  },
};

// eslint-disable-next-line no-control-regex -- looked for
const acting = /[\0-\x08\x0B-\x1F\x7F-\x9F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

const printable: Parser = {
  name: 'printable text',
  make: (draws) => draws.text(['a', '](command:x)', '[', ']', '(', '\u001B[31m', '\n', '\t', '\u009B', '\u2066'], 20),
  read: (text, draws) => {
    for (const made of [safeLine(text), safeLines(text), unlinked(text)]) holds(!acting.test(made), 'it acts still');
    holds(!/[\n\t]/.test(safeLine(text)), 'a line has a break');
    holds(!unlinked(text).includes(']('), 'a link is left');
    holds(
      safeLine(safeLine(text)) === safeLine(text) && unlinked(unlinked(text)) === unlinked(text),
      'it is not settled',
    );
    const table = renderTable(['A', 'B'], [[{ text }, { text: draws.odd(), tone: 'bad' }]], { hasColor: false });
    holds(!acting.test(table) && table.split('\n').length === 3, 'a table of two lines has others');
    const argv = draws
      .several(1, 4, () => draws.text(['a', ' ', '"', "'", '\\', '$'], 4))
      .filter((each) => !/\p{Cc}|[\p{Zl}\p{Zp}]/u.test(each));
    const split = splitArguments(commandLine(argv));
    if (split.ok) same(split.value, argv, 'an argv');
    else throw new Error(`a command line cannot be read: ${commandLine(argv)}: ${word(split.error.message)}`);
  },
};

const wireLine: Parser = {
  name: 'wire message',
  make: (draws) =>
    draws
      .several(0, 5, () => {
        const names = Object.keys(requests);
        const method = draws.chance(80) ? names[draws.whole(0, names.length - 1)] : draws.odd();
        const message = { jsonrpc: '2.0', id: draws.whole(0, 9), method, params: draws.value() };
        return JSON.stringify(draws.chance(50) ? draws.mutateValue(message) : message);
      })
      .join(draws.pick(['\n', '\n\n', ''])) + draws.pick(['\n', '']),
  read: (text, draws) => {
    for (const { params } of Object.values(requests)) params.safeParse(draws.value());
    const stream = new PassThrough();
    const connection = lineConnection(stream, { longestMessage: 1_000 });
    connection.listen();
    for (let rest = text; rest !== '' && !stream.destroyed;) {
      const length = draws.whole(1, 200);
      stream.write(rest.slice(0, length));
      rest = rest.slice(length);
    }
    stream.destroy();
    connection.dispose();
  },
};

const readers: readonly (readonly [
  name: string,
  read: (text: string) => { ok: true } | { ok: false; error: TextProblem },
])[] = [
  ['duration', parseDuration],
  ['time stamp', (text) => parseTimestamp(text, 'America/New_York')],
  ['time zone', parseTimeZone],
  ['recurrence', parseRecurrence],
];

const when: Parser = {
  name: 'times',
  make: (draws) =>
    draws.pick([
      () =>
        draws.text(
          [
            '* ',
            '*/2 ',
            '1-5 ',
            '0 ',
            '59 ',
            'L ',
            '15W ',
            'MON#2 ',
            'FRI ',
            '1,2 ',
            '29 ',
            '2 ',
            '@yearly',
            'FEB ',
            '?',
          ],
          7,
        ),
      () =>
        draws.text(
          ['1 sec', '2 min', '3 hours', ' and ', ', ', 'day', 'weeks', ' 5 months', '1 year', 'every ', '9999999 '],
          6,
        ),
      () =>
        draws.text(
          ['2021-02-27', 'T', '13:00', ':', '00', '.5', 'Z', '+02:00', '-', '9999-12-31', '0001-01-01', '24:00'],
          6,
        ),
      () => draws.text(['Europe', '/', 'Berlin', 'America/New_York', 'UTC', 'EST', 'GMT+1', 'Etc'], 4),
    ])(),
  read: (text, draws) => {
    for (const [name, read] of readers) {
      const found = read(text);
      if (found.ok) continue;
      const { length, message, offset } = found.error;
      holds(/[.?]$/.test(word(message)), `the error of a ${name} is no sentence: ${word(message)}`);
      holds(offset >= 0 && offset + length <= text.length, `the error of a ${name} stands outside of the text`);
    }
    const recurrence = parseRecurrence(text);
    if (!recurrence.ok) return;
    const again = parseRecurrence(recurrenceText(recurrence.value));
    holds(again.ok && recurrenceText(again.value) === recurrenceText(recurrence.value), 'it is not what it was');
    const timeZone = draws.pick(['Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe', 'Pacific/Apia']);
    const schedule = createSchedule(createRule(recurrence.value, {}, timeZone));
    holds(describeSchedule(schedule) !== '', 'no words');
    const grid = { schedule, anchor: now - draws.whole(0, 10_000) * 1_000 };
    const next = nextOccurrence(grid, now);
    if (next === undefined) return;
    holds(next > now, `the next occurrence lies ${String(now - next)} ms ago`);
    const before = previousOccurrence(grid, next);
    holds(before === next, `before the next occurrence, ${String(next)}, is ${String(before)}`);
  },
};

const otherNames: Parser = {
  name: 'names',
  make: taskName,
  read: (name) => {
    const slug = taskSlug(name);
    holds(
      /^[^/\\\0]+$/.test(slug) && !/^\.{1,2}$/.test(slug),
      `the slug ${JSON.stringify(slug)} is no name of a folder`,
    );
    holds(Buffer.byteLength(slug) <= 120, 'the slug is long');
    holds(taskNameProblem(freeTaskName(name, [])) === undefined, 'the free name is none');
    isLogFileName(name);
  },
};

const ownFiles: Parser = {
  name: 'notes and lines of the system',
  make: (draws) =>
    draws.mutate(
      draws.pick([
        '{"note":"begins","task":"a"}\n{"note":"before","deaths":{"a":1}}\n',
        '{"time":"2026-01-01T00:00:00.000Z","level":"info","event":"a","message":"b"}',
        '12 (a b) S 1 12 12 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 100 1 1 1',
      ]),
    ),
  read: (text) => {
    readAttempts(text);
    renderJournalLine(text);
    parseProcStat(text);
  },
};

/** All such readers. */
export const parsers: readonly [Parser, ...Parser[]] = [
  taskFile,
  envFile,
  foreign('crontab', crontabText, crontabTasks),
  foreign('Procfile', procfileText, readProcfile),
  foreign('package.json', packageText, readPackage),
  foreign('tasks.json', tasksText, readTasks),
  foreign('ecosystem file', ecosystemText, readEcosystem),
  foreign('supervisord', supervisordText, readSupervisord),
  shebang,
  printable,
  wireLine,
  when,
  otherNames,
  ownFiles,
];
