import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*.md'], { cwd: root });

/** The targets of a page's links, or of its pictures. */
function targets(page: string, kind: 'links' | 'pictures'): readonly string[] {
  const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/```.*?```/gs, '');
  const form = kind === 'pictures' ? /!\[[^\]]+\]\(([^)]+)\)/g : /(?<!!)\[[^\]]*\]\(([^)]+)\)/g;
  return [...text.matchAll(form)].map(([, target = '']) => target);
}

/** The places of a page that a link can name, as GitHub and VS Code make them of headings. */
function anchors(page: string): ReadonlySet<string> {
  const headings = readFileSync(path.join(root, page), 'utf8').matchAll(/^#+ (.+)$/gm);
  const names = [...headings].map(([, heading = '']) => heading.toLowerCase());
  return new Set(names.map((name) => name.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));
}

test('every link of a page leads to a file, and to a heading of it where it names one', () => {
  const broken = pages.flatMap((page) =>
    targets(page, 'links').filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const named = file === '' ? page : path.join(path.dirname(page), file);
      return !existsSync(path.join(root, named)) || (anchor !== undefined && !anchors(named).has(anchor));
    }),
  );
  expect(broken).toEqual([]);
});

test('the pictures of the README are such as the Marketplace takes, and none is left over', () => {
  const pictures = targets('README.md', 'pictures');
  expect(pictures.toSorted()).toEqual(['media/readme/first-task.gif', 'media/readme/tasks.png']);
  const limits: Readonly<Record<string, number>> = { '.gif': 1_500_000, '.png': 200_000 };
  const tooLarge = pictures.filter((file) => statSync(path.join(root, file)).size > (limits[path.extname(file)] ?? 0));
  expect(tooLarge).toEqual([]);
});

test('the icon is a square PNG of 128 pixels at least', () => {
  const icon = readFileSync(path.join(root, manifest.icon));
  expect(icon.toString('latin1', 1, 4)).toBe('PNG');
  const [width, height] = [icon.readUInt32BE(16), icon.readUInt32BE(20)];
  expect(width).toBe(height);
  expect(width).toBeGreaterThanOrEqual(128);
});

test('there are not more keywords than the Marketplace takes beside those that it makes itself', () => {
  expect(new Set(manifest.keywords).size).toBe(manifest.keywords.length);
  expect(manifest.keywords.length).toBeLessThanOrEqual(25);
});
