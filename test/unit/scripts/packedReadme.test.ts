import { expect, test } from 'vitest';
import { packedReadme } from '../../../scripts/packedReadme.ts';

test('pictures of the repository go with the line they stand in, others stay', () => {
  expect(packedReadme('# Title\n\n![tasks](media/tasks.png)\n\nText.\n')).toBe('# Title\n\nText.\n');
  expect(packedReadme('![tasks](https://example.com/tasks.png)\n')).toBe('![tasks](https://example.com/tasks.png)\n');
});

test('links to files become their words, links to places of the page and of the web stay', () => {
  expect(packedReadme('See [docs/cli.md](docs/cli.md), [below](#limits), [the form](https://example.com).')).toBe(
    'See docs/cli.md, [below](#limits), [the form](https://example.com).',
  );
});
