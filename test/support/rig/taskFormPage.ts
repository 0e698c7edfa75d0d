import type { Frame, FrameLocator, Locator, Page } from '@playwright/test';
import { violationsIn } from './accessibility.ts';
import type { Theme } from './workbench.ts';

/** The task form as a person sees it, inside the frames that VS Code puts around a panel's page. */
export class TaskFormPage {
  private readonly frame: FrameLocator;

  constructor(private readonly page: Page) {
    this.frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** A line or a box of text, by its label. */
  text(label: string): Locator {
    return this.frame.getByRole('textbox', { name: label, exact: true });
  }

  /** A line of text with suggestions, by its label. */
  combo(label: string): Locator {
    return this.frame.getByRole('combobox', { name: label, exact: true });
  }

  /** The suggestions that are shown. */
  suggestion(): Locator {
    return this.frame.getByRole('listbox').getByRole('option');
  }

  radio(label: string): Locator {
    return this.frame.getByRole('radio', { name: label });
  }

  button(label: string): Locator {
    return this.frame.getByRole('button', { name: label, exact: true });
  }

  /** Where a section is opened. */
  section(title: string): Locator {
    return this.frame.locator('summary', { hasText: title });
  }

  /** Opens every section that is there. */
  async openSections(): Promise<void> {
    const closed = this.frame.locator('details:not([open]) > summary:visible');
    while ((await closed.count()) > 0) await closed.first().click();
  }

  /**
   * Goes on by Tab, or back, until something has the focus; answers how far down the page each place is that had it on the
   * way, in pixels.
   */
  async tabTo(place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<readonly number[]> {
    const inner = await this.inner();
    const tops: number[] = [];
    while (!(await place.and(this.frame.locator(':focus')).isVisible())) {
      if (tops.length > 60) throw new Error(`${key} does not get there.`);
      await this.page.keyboard.press(key);
      // As text, because the code of this project knows no DOM.
      tops.push(await inner.evaluate<number>('document.activeElement.getBoundingClientRect().top + scrollY'));
    }
    return tops;
  }

  /** Writes down from now on what the policy of the page refuses it. */
  watchRefusals(): readonly string[] {
    const refused: string[] = [];
    this.page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    return refused;
  }

  /** The addresses of everything that the page has loaded. */
  async loaded(): Promise<readonly string[]> {
    return (await this.inner()).evaluate<readonly string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    );
  }

  /** Has the page ask for an address, as a script in it would; answers whether that was possible. */
  async asksFor(address: string): Promise<boolean> {
    const asking = `fetch(${JSON.stringify(address)}).then(() => true, () => false)`;
    return (await this.inner()).evaluate<boolean>(asking);
  }

  heading(title: string): Locator {
    return this.frame.getByRole('heading', { name: title });
  }

  /** What is wrong, or worth a warning, beside the fields. */
  problem(text: string | RegExp): Locator {
    return this.frame.locator('.problem, .warning').filter({ hasText: text });
  }

  commandLine(): Locator {
    return this.frame.getByLabel('Command line', { exact: true });
  }

  anyText(text: string | RegExp): Locator {
    return this.frame.getByText(text);
  }

  /** The headings and titles of sections, from top to bottom. */
  everyHeading(): Promise<readonly string[]> {
    return this.frame.locator('h1, h2, summary, legend, th').allInnerTexts();
  }

  /** The part of the page with this class. */
  part(name: string): Locator {
    return this.frame.locator(`.${name}`);
  }

  /** Everything that is in the page, the insides of elements and what was typed included. */
  async everything(): Promise<string> {
    return (await this.inner()).evaluate<string>(`(() => {
      const walk = (node) => [node.value ?? '', node.outerHTML ?? '',
        ...[...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(walk)].join('\\n');
      return walk(document.documentElement);
    })()`);
  }

  /** What of the form cannot be read, or be said by a reader of the screen. */
  async violations(): Promise<readonly string[]> {
    return violationsIn(await this.inner());
  }

  /** Waits until the page wears the theme that its window does. */
  async wears(theme: Theme): Promise<void> {
    await this.frame.locator(`body.vscode-${theme.replaceAll(' ', '-')}`).waitFor();
  }

  /** Sends messages to the extension as the page's own handle does, one after another. */
  async say(messages: readonly unknown[]): Promise<void> {
    const outer = (await this.inner()).parentFrame();
    // The function that VS Code gives to the page under the handle's cover; as text, because this code knows no DOM.
    await outer?.evaluate(
      `for (const message of ${JSON.stringify(messages)}) window.__vscode_post_message__('onmessage', { message })`,
    );
  }

  private async inner(): Promise<Frame> {
    const body = await this.frame.locator('body').elementHandle();
    const frame = await body.ownerFrame();
    if (!frame) throw new Error('The form is not there.');
    return frame;
  }
}
