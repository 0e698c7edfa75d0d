import { type Expression, type MemberExpression, parse, type Program, type SpreadElement, type Super } from 'acorn';
import { err, ok, type Result } from '../../base/result.ts';

/** What is in the place of a value that only running the program would tell. */
export class Unreadable {
  constructor(
    /** As it is written, in one line. */
    readonly source: string,
    /** Counted from 1. */
    readonly line: number,
  ) {}
}

/** Why a program cannot be read. */
export interface ScriptProblem {
  readonly line: number;
  /** What the parser says, in English, without the place. */
  readonly detail: string;
}

/** An object that was written in a program: its fields, and the line that it begins in. */
export type ScriptObject = Readonly<Record<string, unknown>>;

const lines = new WeakMap<object, number>();

/** The line that an object or array of a program begins in, counted from 1. */
export function lineOfData(value: unknown): number {
  return typeof value === 'object' && value !== null ? (lines.get(value) ?? 1) : 1;
}

/**
 * What a program exports, read as data: literals, arrays, objects, texts that are put together, constants of the same
 * file, `__dirname` and `path.join`. Nothing of it is run. Everything else is `Unreadable`; undefined if nothing is
 * exported.
 */
export function exportedData(text: string, folder: string): Result<unknown, ScriptProblem> {
  const program = parseProgram(text);
  if (!program.ok) return program;
  const reader = new DataReader(text, folder, program.value);
  return ok(reader.exported());
}

function parseProgram(text: string): Result<Program, ScriptProblem> {
  let problem: ScriptProblem = { line: 1, detail: '' };
  for (const sourceType of ['module', 'script'] as const) {
    try {
      const options = { allowHashBang: true, allowReturnOutsideFunction: true, locations: true } as const;
      return ok(parse(text, { ecmaVersion: 'latest', sourceType, ...options }));
    } catch (error) {
      // Deeply nested brackets exhaust the stack, which is no error of syntax.
      const { loc, message } = error as { readonly loc?: { readonly line: number }; readonly message: string };
      problem = { line: loc?.line ?? 1, detail: message.replace(/ \(\d+:\d+\)$/, '') };
    }
  }
  return err(problem);
}

/** As deep as nobody nests by hand. */
const deepest = 200;

class DataReader {
  /** What constants of the file begin with, by their names. */
  private readonly constants = new Map<string, Expression>();
  /** Constants that are being read: one that needs itself is unreadable. */
  private readonly reading = new Set<string>();
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly folder: string,
    private readonly program: Program,
  ) {}

  exported(): unknown {
    let whole: Expression | undefined;
    const parts: [string, Expression][] = [];
    for (const statement of this.program.body) {
      if (statement.type === 'VariableDeclaration') {
        for (const { id, init } of statement.declarations) {
          if (id.type === 'Identifier' && init) this.constants.set(id.name, init);
        }
      } else if (statement.type === 'ExportDefaultDeclaration') {
        const { declaration } = statement;
        if (!declaration.type.endsWith('Declaration')) whole = declaration as Expression;
      } else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
        const { left, right } = statement.expression;
        const target = this.text.slice(left.start, left.end).replaceAll(/\s/g, '');
        if (target === 'module.exports' || target === 'exports') whole = right;
        else {
          const [, name] = /^(?:module\.)?exports\.(\w+)$/.exec(target) ?? [];
          if (name !== undefined) parts.push([name, right]);
          // What is changed afterwards is no constant.
          else this.constants.delete(/^\w+/.exec(target)?.[0] ?? '');
        }
      }
    }
    if (whole) return this.read(whole);
    return parts.length === 0
      ? undefined
      : Object.fromEntries(parts.map(([name, expression]) => [name, this.read(expression)]));
  }

  private read(expression: Expression | SpreadElement | Super): unknown {
    if (this.depth >= deepest) return this.unreadable(expression);
    this.depth += 1;
    try {
      return this.readExpression(expression);
    } finally {
      this.depth -= 1;
    }
  }

  private readExpression(expression: Expression | SpreadElement | Super): unknown {
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- everything else has to be run
    switch (expression.type) {
      case 'Literal':
        return expression.regex || (expression.bigint ?? undefined) !== undefined
          ? this.unreadable(expression)
          : expression.value;
      case 'TemplateLiteral': {
        const values = expression.expressions.map((each) => this.read(each));
        if (!values.every(isPlain)) return this.unreadable(expression);
        return expression.quasis
          .map(({ value }, index) => `${value.cooked ?? ''}${String(values[index] ?? '')}`)
          .join('');
      }
      case 'ArrayExpression':
        return this.at(
          expression,
          expression.elements.flatMap((element) => {
            if (!element) return [undefined];
            if (element.type !== 'SpreadElement') return [this.read(element)];
            const spread = this.read(element.argument);
            return Array.isArray(spread) ? (spread as readonly unknown[]) : [this.unreadable(element)];
          }),
        );
      case 'ObjectExpression': {
        const fields: Record<string, unknown> = {};
        for (const property of expression.properties) {
          if (property.type === 'SpreadElement') {
            const spread = this.read(property.argument);
            const isObject = typeof spread === 'object' && spread !== null && !(spread instanceof Unreadable);
            Object.assign(fields, isObject ? spread : { [this.source(property)]: this.unreadable(property) });
            continue;
          }
          const { computed, key, kind, value } = property;
          const name = computed || key.type !== 'Identifier' ? this.read(key) : key.name;
          if (!isPlain(name)) fields[this.source(property)] = this.unreadable(property);
          // Not by assignment, which would set the prototype of a field of that name.
          else if (name !== '__proto__')
            fields[String(name)] = kind === 'init' ? this.read(value) : this.unreadable(property);
        }
        return this.at(expression, fields);
      }
      case 'Identifier':
        return this.readName(expression.name, expression);
      case 'MemberExpression':
        return this.readMember(expression);
      case 'UnaryExpression': {
        const value = this.read(expression.argument);
        if (expression.operator === 'void') return undefined;
        if (!isPlain(value)) return this.unreadable(expression);
        if (expression.operator === '-') return -Number(value);
        if (expression.operator === '+') return Number(value);
        return expression.operator === '!' ? !value : this.unreadable(expression);
      }
      case 'BinaryExpression': {
        const [left, right] = [expression.left as Expression, expression.right].map((each) => this.read(each));
        if (!isPlain(left) || !isPlain(right)) return this.unreadable(expression);
        const areNumbers = typeof left === 'number' && typeof right === 'number';
        if (expression.operator === '+') return areNumbers ? left + right : String(left) + String(right);
        if (!areNumbers) return this.unreadable(expression);
        if (expression.operator === '*') return left * right;
        if (expression.operator === '-') return left - right;
        return expression.operator === '/' ? left / right : this.unreadable(expression);
      }
      case 'CallExpression':
        return this.readCall(expression.callee, expression.arguments) ?? this.unreadable(expression);
      case 'ParenthesizedExpression':
        return this.read(expression.expression);
      default:
        return this.unreadable(expression);
    }
  }

  private readName(name: string, expression: Expression): unknown {
    if (name === 'undefined') return undefined;
    if (name === '__dirname') return this.folder === '' ? '${workspaceFolder}' : this.folder;
    const constant = this.constants.get(name);
    if (!constant || this.reading.has(name)) return this.unreadable(expression);
    this.reading.add(name);
    try {
      return this.read(constant);
    } finally {
      this.reading.delete(name);
    }
  }

  private readMember(expression: MemberExpression): unknown {
    const { computed, object, property } = expression;
    const owner = this.read(object);
    const name = computed ? this.read(property as Expression) : 'name' in property ? property.name : undefined;
    const isOwned =
      typeof owner === 'object' &&
      owner !== null &&
      !(owner instanceof Unreadable) &&
      isPlain(name) &&
      Object.hasOwn(owner, String(name));
    return isOwned ? (owner as ScriptObject)[String(name)] : this.unreadable(expression);
  }

  /** `path.join` and its like, where every part is known. */
  private readCall(callee: Expression | Super, args: readonly (Expression | SpreadElement)[]): unknown {
    const name = this.source(callee);
    if (!/^(?:path\.)?(?:posix\.)?(?:join|resolve)$/.test(name)) return undefined;
    const parts = args.map((each) => this.read(each));
    if (!parts.every((part) => typeof part === 'string')) return undefined;
    return joined(parts);
  }

  private at<T extends object>(expression: Expression, value: T): T {
    lines.set(value, expression.loc?.start.line ?? 1);
    return value;
  }

  private unreadable(expression: { readonly start: number; readonly end: number; readonly loc?: unknown }): Unreadable {
    const line = this.text.slice(0, expression.start).split('\n').length;
    return new Unreadable(this.source(expression), line);
  }

  private source({ end, start }: { readonly start: number; readonly end: number }): string {
    const source = this.text.slice(start, end).replaceAll(/\s+/g, ' ');
    return source.length > 60 ? `${source.slice(0, 59)}…` : source;
  }
}

/** Whether a value can be in a text. */
function isPlain(value: unknown): value is string | number | boolean | null | undefined {
  return (typeof value !== 'object' || value === null) && typeof value !== 'function';
}

function joined(parts: readonly string[]): string {
  const steps: string[] = [];
  const [first = '', ...rest] = parts.join('/').split('/');
  for (const step of rest) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return [first, ...steps].join('/');
}
