import { type Clause, say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import { type TaskDefinition } from '../task.ts';
import { taskKey } from '../words/taskKey.ts';
import type { DiagnosticCollector } from './diagnostic.ts';
import { valueOf } from './issues.ts';
import { closest } from '../words/spelling.ts';

/** The name of another task, where a task says it. */
interface Reference {
  readonly field: 'after' | 'onSuccess' | 'onFailure';
  readonly name: Node;
  /** It waits for a success, so that the other is not started where that was its newest end. */
  readonly needsSuccess: boolean;
}

/** Which steps from task to task make up a cycle, and after which of them which others go on with it. */
interface Steps {
  readonly isEdge: (reference: Reference) => boolean;
  readonly goesOn: (step: Reference, next: Reference) => boolean;
}

/** Whether a step may start the task from which the next one leads on: not where that has just succeeded, and that is enough. */
function startsAgain({ needsSuccess }: Reference, { field }: Reference): boolean {
  return !needsSuccess || field !== 'onSuccess';
}

/** Where tasks name a task: those that wait for it, and those that run it. */
export function placesOfName(tasksNode: Node, task: string): readonly Node[] {
  return [...taskNodes(tasksNode).values()]
    .flatMap((node) => referencesOf(node))
    .flatMap(({ name }) => (taskKey(String(name.value)) === taskKey(task) ? [name] : []));
}

/**
 * Judges what tasks say about each other: a name that no task has, one that stands twice, a wait for `ready` where the other
 * never says so, and cycles. Each error is one of the task that says it. Answers the tasks without such an error.
 */
export function refuseBadRelations(
  tasksNode: Node,
  names: readonly string[],
  tasks: readonly TaskDefinition[],
  collector: DiagnosticCollector,
): readonly TaskDefinition[] {
  const nodes = taskNodes(tasksNode);
  const spelling = new Map(names.map((name) => [taskKey(name), name]));
  const bad = new Set<string>();
  const refuse = (place: Node, message: Clause, task: string): void => {
    collector.error('contradiction', place, message, task);
    bad.add(taskKey(task));
  };
  const references = new Map(names.map((name) => [taskKey(name), referencesOf(nodes.get(taskKey(name)))]));
  for (const [key, its] of references) {
    const task = spelling.get(key) ?? key;
    for (const { field, name } of its) {
      const other = String(name.value);
      if (spelling.has(taskKey(other))) continue;
      const meant = closest(other, names);
      const advice = meant === undefined ? say('Name a task of this file.') : say('Did you mean "{0}"?', meant);
      collector.error(
        'invalid-value',
        name,
        say('"{0}" names "{1}", but there is no such task. {2}', field, other, advice),
        task,
      );
      bad.add(key);
    }
    refuseTwice(its, task, refuse);
  }
  refuseNeverReady(tasks, references, refuse);
  const known = (its: readonly Reference[]): readonly Reference[] =>
    its.filter(({ name }) => spelling.has(taskKey(String(name.value))));
  const kinds: readonly (Steps & { readonly what: Clause })[] = [
    { isEdge: ({ field }) => field === 'after', goesOn: () => true, what: say('Tasks cannot wait for each other') },
    { isEdge: () => true, goesOn: startsAgain, what: say('Tasks cannot start each other in an endless loop') },
  ];
  const told = new Set<Node>();
  for (const { goesOn, isEdge, what } of kinds) {
    const edges = new Map([...references].map(([key, its]) => [key, known(its).filter(isEdge)]));
    for (const key of edges.keys()) {
      const cycle = cycleFrom(key, edges, goesOn);
      const [first] = cycle ?? [];
      if (!cycle || !first || told.has(first.name)) continue;
      told.add(first.name);
      const way = [key, ...cycle.map(({ name }) => taskKey(String(name.value)))].map((each) => spelling.get(each));
      refuse(first.name, say('{0}: {1}. Remove one of these steps.', what, way.join(' → ')), spelling.get(key) ?? key);
    }
  }
  return tasks.filter(({ name }) => !bad.has(taskKey(name)));
}

/** The nodes of the tasks by their keys; of two with the same one the first. */
function taskNodes(tasksNode: Node): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const property of tasksNode.children ?? []) {
    const [name, value] = property.children ?? [];
    const key = taskKey(String(name?.value));
    if (value && !nodes.has(key)) nodes.set(key, value);
  }
  return nodes;
}

function referencesOf(task: Node | undefined): readonly Reference[] {
  if (task?.type !== 'object') return [];
  const listed = (field: Reference['field']): readonly Node[] => {
    const value = valueOf(task, field);
    return value?.type === 'array' ? (value.children ?? []) : value ? [value] : [];
  };
  const chained = (['onSuccess', 'onFailure'] as const).flatMap((field) =>
    listed(field).map((name): Reference => ({ field, name, needsSuccess: false })),
  );
  const waited = listed('after').flatMap((element): readonly Reference[] => {
    const isObject = element.type === 'object';
    const name = isObject ? valueOf(element, 'task') : element;
    const condition: unknown = isObject ? valueOf(element, 'condition')?.value : undefined;
    return name ? [{ field: 'after', name, needsSuccess: condition === 'succeeded' }] : [];
  });
  return [...chained, ...waited].filter(({ name }) => name.type === 'string' && name.value !== '');
}

function refuseTwice(
  references: readonly Reference[],
  task: string,
  refuse: (place: Node, message: Clause, task: string) => void,
): void {
  const seen = new Set<string>();
  for (const { field, name } of references) {
    const key = `${field} ${taskKey(String(name.value))}`;
    if (seen.has(key))
      refuse(name, say('"{0}" names "{1}" twice. Remove one of the two.', field, String(name.value)), task);
    seen.add(key);
  }
}

function refuseNeverReady(
  tasks: readonly TaskDefinition[],
  references: ReadonlyMap<string, readonly Reference[]>,
  refuse: (place: Node, message: Clause, task: string) => void,
): void {
  const byKey = new Map(tasks.map((task) => [taskKey(task.name), task]));
  for (const { after, name } of tasks) {
    for (const { condition, task } of after) {
      const other = byKey.get(taskKey(task));
      if (condition !== 'ready' || !other || other.ready) continue;
      const place = references.get(taskKey(name))?.find((each) => String(each.name.value) === task)?.name;
      const message = say(
        '"{0}" never reports that it is ready. Give it a "ready", such as { "port": 8080 }, or wait for "started".',
        task,
      );
      if (place) refuse(place, message, name);
    }
  }
}

/** The steps of a shortest way from a task back to itself; undefined if there is none. */
function cycleFrom(
  start: string,
  edges: ReadonlyMap<string, readonly Reference[]>,
  goesOn: Steps['goesOn'],
): readonly Reference[] | undefined {
  const firsts = edges.get(start) ?? [];
  const ways = firsts.map((first) => wayBack(start, first, edges, goesOn)).filter((way) => way !== undefined);
  return ways.toSorted((one, other) => one.length - other.length)[0];
}

/** A shortest way from a task back to itself that begins with this step. */
function wayBack(
  start: string,
  first: Reference,
  edges: ReadonlyMap<string, readonly Reference[]>,
  goesOn: Steps['goesOn'],
): readonly Reference[] | undefined {
  const queue: (readonly Reference[])[] = [[first]];
  const seen = new Set([first]);
  for (const way of queue) {
    const last = way.at(-1) ?? first;
    const key = taskKey(String(last.name.value));
    if (key === start && goesOn(last, first)) return way;
    for (const edge of edges.get(key) ?? []) {
      if (seen.has(edge) || !goesOn(last, edge)) continue;
      seen.add(edge);
      queue.push([...way, edge]);
    }
  }
  return undefined;
}
