import axe from 'axe-core';
import type { Frame, Page } from '@playwright/test';

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/**
 * What a reader of the screen would have nothing to say about, or would say wrongly, and what cannot be read: in all of a
 * page, or in what a selector names.
 */
export async function violationsIn(page: Frame | Page, selector = 'html'): Promise<readonly string[]> {
  // As text, because the code of this project knows no DOM.
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly Violation[]>(`
    axe.run(${JSON.stringify(selector)}).then(({ violations }) => violations.map(({ id, nodes }) =>
      ({ id, nodes: nodes.map(({ failureSummary, html }) => html + ' ' + failureSummary) })))`);
  return found.flatMap(({ id, nodes }) => nodes.map((html) => `${id}: ${html}`));
}
