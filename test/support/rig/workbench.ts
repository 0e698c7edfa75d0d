import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errors, expect, type Locator, type Page } from '@playwright/test';
import type { VSCode } from './startVSCode.ts';

const screenshots = path.resolve(import.meta.dirname, '../../../out/screenshots');

/** The themes in which pictures are taken. */
export type Theme = 'dark' | 'light' | 'high contrast' | 'high contrast light';

/** All of them. */
export const themes: readonly Theme[] = ['light', 'dark', 'high contrast', 'high contrast light'];

/** The widths of windows in which pictures are taken, and their heights where what is shown does not need more. */
export const sizes: readonly (readonly [width: number, height: number])[] = [
  [560, 700],
  [900, 700],
  [1400, 900],
];

/** What a page asks for to get a theme, and the class that its window has then. */
const looks = {
  light: { colorScheme: 'light', forcedColors: 'none', worn: 'vs' },
  dark: { colorScheme: 'dark', forcedColors: 'none', worn: 'vs-dark' },
  'high contrast': { colorScheme: 'dark', forcedColors: 'active', worn: 'hc-black' },
  'high contrast light': { colorScheme: 'light', forcedColors: 'active', worn: 'hc-light' },
} as const;

/** What of a window is told in words, and where it is found. */
const describedParts = {
  rows: '.part.sidebar .monaco-list-row',
  notifications: '.notification-toast',
  dialog: '.monaco-dialog-box',
  question: '.quick-input-widget',
  menu: '.monaco-menu .action-label',
  tabs: '.part.editor .tab',
  output: '.part.panel .view-line',
  'has the focus': ':focus',
};

/** The window of a running VS Code as a person uses it: by mouse and keyboard, reading what is on the screen. */
export class Workbench {
  readonly page: Page;
  private readonly vscode: VSCode;

  constructor(page: Page, vscode: VSCode) {
    this.page = page;
    this.vscode = vscode;
  }

  /** Opens a folder or a workspace file (default: the workspace) in this window and waits until it is drawn. */
  async open(folder?: string): Promise<void> {
    await this.page.goto(this.vscode.url(folder));
    await this.ready();
    if (folder?.endsWith('.code-workspace') === true) await this.openFolders();
  }

  /** VS Code in a browser now and then reads a workspace file as if it named no folder, and has them when it is reloaded. */
  private async openFolders(): Promise<void> {
    const folder = this.page.locator('.explorer-folders-view .monaco-list-row').first();
    const none = this.page.locator('.part.sidebar', { hasText: 'You have not yet added a folder' });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await this.openContainer('Explorer');
      await folder.or(none).first().waitFor();
      // It may say so for a moment before the folders are there.
      if (await this.appears(folder)) return;
      await this.reload();
    }
    throw new Error('The folders of the workspace file do not open.');
  }

  /** Reloads the window, which ends its extension host and starts another. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Waits until the window is drawn and knows what the extension contributes; that may still be on its way itself. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    // What extensions contribute comes a little later; before that, menus lack their items.
    await this.page.locator('.part.activitybar').getByRole('tab', { name: 'Executor' }).waitFor();
  }

  /** Shows a view container of the activity bar, by its title. */
  async openContainer(title: string): Promise<void> {
    const shown = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    await this.page.locator('.part.sidebar .composite.title').first().waitFor({ state: 'attached' });
    // A reloaded window shows its last container only after a while; a click that comes just then hides it again.
    for (let attempt = 1; !(await shown.isVisible()); attempt++) {
      if (attempt > 5) throw new Error(`The side bar does not show "${title}".`);
      await this.page.locator('.part.activitybar').getByRole('tab', { name: title }).click();
      // The name of the tab hangs over the rows for as long as the mouse rests on it.
      await this.page.mouse.move(900, 300);
      await this.appears(shown);
    }
  }

  /** The row of a tree in the side bar with exactly this label, among the rows that are drawn. */
  row(label: string): Locator {
    const exactly = this.page.locator('.label-name', { hasText: new RegExp(`^${escapeRegExp(label)}$`) });
    return this.page.locator('.part.sidebar .monaco-list-row').filter({ has: exactly });
  }

  /** What is beside a row's label. */
  description(label: string): Locator {
    return this.row(label).locator('.label-description');
  }

  /** A button that a row shows while the mouse is over it or while it is selected. */
  async rowAction(label: string, title: string): Promise<void> {
    const button = this.row(label).getByRole('button', { name: title });
    // While a tree is being drawn its rows move, and the mouse may find itself over another one: then it follows. A row
    // that is redrawn between the look and the click has its button hidden until the mouse comes again; redrawn while
    // the mouse button is down, it gets no click.
    await expect(async () => {
      await this.row(label).hover();
      await expect(button).toBeVisible({ timeout: 500 });
      const clicked = await this.watchClicks();
      await button.click({ timeout: 2_000 });
      expect(await clicked()).toContainEqual(expect.stringContaining(title));
    }).toPass({ timeout: 25_000 });
  }

  /** A button of a view's title, which shows while the mouse is over the view. */
  async viewAction(view: string, title: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    const pane = this.page.locator('.part.sidebar .pane').filter({ has: header });
    await pane.hover();
    await pane.getByRole('button', { name: title }).click();
  }

  /** Selects rows as with Ctrl held down. */
  async select(...labels: readonly string[]): Promise<void> {
    for (const [index, label] of labels.entries()) {
      await this.row(label).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
    }
  }

  /**
   * Drags a row of the Explorer to another view container, waits until that opens, and drops it there, until something `arrives`:
   * what is let go in the moment before a list takes it is lost.
   */
  async drag(label: string, container: string, onto: () => Locator, arrives: Locator): Promise<void> {
    await expect(async () => {
      await this.dragOnce(label, container, onto);
      await expect(arrives).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
  }

  private async dragOnce(label: string, container: string, onto: () => Locator): Promise<void> {
    const { mouse } = this.page;
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: container });
    await this.openContainer('Explorer');
    await this.row(label).hover();
    await mouse.down();
    await tab.hover();
    const target = onto();
    // A container opens once something has been held over it for a while; each move counts as holding.
    await expect(async () => {
      await tab.hover();
      await expect(target).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 15_000 });
    await target.hover();
    await target.hover({ position: { x: 40, y: 8 } });
    await mouse.up();
  }

  /** Opens the menu of a row of the side bar by a right click; a slow window may close it while it is still drawing. */
  async openMenu(label: string, position?: { readonly x: number; readonly y: number }): Promise<void> {
    await expect(async () => {
      await this.rightClick(this.row(label), position);
      await this.page.locator('.monaco-menu .action-label').first().waitFor({ timeout: 4_000 });
    }).toPass({ timeout: 40_000 });
  }

  /** Lets the mouse rest on a row until its tooltip says this; where a row is redrawn under the mouse, the tooltip goes. */
  async tooltip(label: string, words: string): Promise<Locator> {
    const tooltip = this.page.locator('.workbench-hover', { hasText: words });
    await expect(async () => {
      await this.page.mouse.move(900, 300);
      await this.row(label).locator('.label-name').hover({ timeout: 5_000 });
      await tooltip.first().waitFor({ timeout: 3_000 });
    }).toPass({ timeout: 40_000 });
    return tooltip;
  }

  private async rightClick(clicked: Locator, position?: { readonly x: number; readonly y: number }): Promise<void> {
    // Escape without a menu would take the selection away.
    if (await this.page.locator('.monaco-menu').isVisible()) await this.page.keyboard.press('Escape');
    await clicked.click({ button: 'right', timeout: 5_000, ...(position && { position }) });
  }

  /**
   * Right-clicks a row of the side bar, or something else, and chooses from its menu; a slow window may close a menu while it is
   * still drawing.
   */
  async contextMenu(what: string | Locator, item: string): Promise<void> {
    const clicked = typeof what === 'string' ? this.row(what) : what;
    await expect(async () => {
      await this.rightClick(clicked);
      await this.chooseFromMenu(item, 4_000);
    }).toPass({ timeout: 40_000 });
    await this.page.locator('.monaco-menu').waitFor({ state: 'detached' });
  }

  /** Moves the focus by keys alone to a row of the tree that has it. */
  async focusRow(label: string): Promise<void> {
    const focused = this.row(label).and(this.page.locator('.focused'));
    await this.row(label).waitFor();
    await this.page.locator('.part.sidebar .monaco-list:focus').waitFor();
    // The menu of a row that has the focus already would be that of the row as it was when it got the focus.
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Home');
    for (let presses = 0; !(await focused.isVisible()); presses++) {
      if (presses > 40) throw new Error(`The arrow keys do not reach the row "${label}".`);
      await this.page.keyboard.press('ArrowDown');
    }
  }

  /**
   * Opens the context menu of the row that has the focus and chooses from it, by keys alone. VS Code closes a menu when
   * its window is laid out, as where a panel opens meanwhile, and a new window learns only after a moment that the workspace
   * is trusted: then the menu is opened again.
   */
  async menuByKey(item: string): Promise<void> {
    const row = this.page.locator('.part.sidebar .monaco-list-row.focused .label-name').first();
    const label = await row.innerText();
    const menu = this.page.locator('.monaco-menu');
    const wanted = menu.locator('.action-item.focused .action-label').and(this.page.getByText(item, { exact: true }));
    let left = 0;
    for (let presses = 0; !(await wanted.isVisible()); presses++) {
      if (presses > 200) throw new Error(`The arrow keys do not reach the entry "${item}".`);
      if (!(await menu.isVisible())) {
        // A key that was meant for a menu that has just closed has gone to the rows.
        if ((await row.innerText()) !== label) await this.page.keyboard.press('ArrowUp');
        await this.page.keyboard.press('Shift+F10');
        await menu.waitFor();
        left = await menu.locator('.action-label:not(.separator)').count();
      } else if (left > 0) {
        await this.page.keyboard.press('ArrowDown');
        left -= 1;
      } else {
        await this.page.keyboard.press('Escape');
        await menu.waitFor({ state: 'detached' });
      }
    }
    await this.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'detached' });
  }

  /** The titles in a row's context menu, which is closed again. */
  async menuTitles(label: string): Promise<readonly string[]> {
    await this.openMenu(label);
    const labels = this.page.locator('.monaco-menu .action-label:not(.separator)');
    const titles = await labels.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.page.locator('.monaco-menu').waitFor({ state: 'detached' });
    return titles;
  }

  /** Runs a command by its full title ("Executor: Start") from the command palette, by keys alone. */
  async command(title: string): Promise<void> {
    for (let attempt = 1; !(await this.findsCommand(title)); attempt++) {
      if (attempt > 8) throw new Error(`The command palette does not show "${title}".`);
    }
    await this.page.keyboard.press('Enter');
  }

  /**
   * Runs a command and chooses one of the things that it can be for, by keys alone; from the beginning where what was done
   * before took the focus, which closes a question.
   */
  async commandOn(title: string, label: string): Promise<void> {
    const row = this.quickRowTitled(label).and(this.page.locator('.focused'));
    await this.command(title);
    for (let attempt = 1; !(await this.appears(row)); attempt++) {
      if (attempt > 4) throw new Error(`"${title}" does not offer "${label}".`);
      await this.command(title);
    }
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** Chooses a row of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.quickRow().filter({ hasText: label }).first().click();
  }

  /** Ticks rows of the open quick pick, and no others, and accepts. */
  async pickMany(...labels: readonly string[]): Promise<void> {
    for (const row of await this.quickRow()
      .filter({ has: this.page.locator('input:checked') })
      .all())
      await row.click();
    for (const label of labels) await this.quickRow().filter({ hasText: label }).first().click();
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a row of the open quick pick by the keyboard, as a person does: when it is there. */
  async pickByKey(label: string): Promise<void> {
    await this.answerByKey(label);
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** The same, where another question follows. */
  async answerByKey(label: string): Promise<void> {
    await this.quickRow().filter({ hasText: label }).and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Waits for a question by its title. What is typed before it is there would answer the one before it. */
  async question(title: string): Promise<void> {
    await expect(this.page.locator('.quick-input-widget:visible .quick-input-title')).toHaveText(title);
  }

  /** Types an answer into the question with this title. */
  async typeAnswer(title: string, text: string): Promise<void> {
    await this.question(title);
    await this.quickInput().fill(text);
  }

  /** Answers the question with this title by a text. */
  async input(title: string, text: string): Promise<void> {
    await this.typeAnswer(title, text);
    await this.quickInput().press('Enter');
  }

  /** The text field of the open quick pick or input box. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** The rows of the open quick pick. */
  quickRow(): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row');
  }

  /** A notification with this text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Presses a button of a notification. */
  async answerToast(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** The modal dialog. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog and waits until it has gone. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog().getByRole('button', { name: button, exact: true }).click();
    await this.dialog().waitFor({ state: 'detached' });
  }

  /** A status bar item with this text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Executor's own status bar item. */
  executorItem(): Locator {
    return this.page.locator('.statusbar-item').filter({ has: this.page.locator('[aria-label*="Executor: "]') });
  }

  /** A tab of the editor area. */
  tab(title: string): Locator {
    return this.page.locator('.part.editor .tab', { hasText: title });
  }

  /** Shows another channel in the output panel. */
  async channel(label: string): Promise<void> {
    await this.page.locator('.part.panel select.monaco-select-box').first().selectOption({ label });
  }

  /** The tasks' channels that the output panel offers, in its order. */
  async taskChannels(): Promise<readonly string[]> {
    const select = this.page.locator('.part.panel select.monaco-select-box').first();
    const labels = await select.locator('option').allTextContents();
    return labels.filter((label) => label.startsWith('Executor: '));
  }

  /** Writes down from now on which channels the output panel shows; what this answers tells which it has shown so far. */
  async watchChannel(): Promise<() => Promise<readonly string[]>> {
    // As text, because the code of this project knows no DOM.
    await this.page.evaluate(`
      globalThis.shownChannels = [];
      const look = () => {
        const shown = document.querySelector('.part.panel select.monaco-select-box')?.selectedOptions[0]?.text;
        if (shown !== undefined && shown !== shownChannels.at(-1)) shownChannels.push(shown);
        requestAnimationFrame(look);
      };
      look();`);
    return () => this.page.evaluate<readonly string[]>('shownChannels');
  }

  /** A line that the output panel draws; it draws only those that fit. */
  outputLine(text: string | RegExp): Locator {
    return this.page.locator('.part.panel .view-line', { hasText: text });
  }

  /** The lines that the output panel draws, from top to bottom. */
  async outputLines(): Promise<readonly string[]> {
    // As text, because the code of this project knows no DOM. The editor reuses its elements in any order.
    const lines = await this.page.evaluate<readonly string[]>(`
      [...document.querySelectorAll('.part.panel .view-line')]
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.innerText }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text)`);
    return lines.map((line) => line.replaceAll('\u00a0', ' '));
  }

  /** The whole text of an output channel, of all windows so far, from the files that VS Code keeps of it. */
  channelOnDisk(label: string): string {
    const logs = path.join(this.vscode.userDir, 'logs');
    const name = `${label.replaceAll(/[\\/:*?"<>|]/g, '')}.log`;
    return readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter((file) => path.basename(file).replace(/^\d+-/, '') === name)
      .sort()
      .map((file) => readFileSync(path.join(logs, file), 'utf8'))
      .join('');
  }

  /**
   * Changes the colour theme, as a person does, and returns once the window wears it: a window does not follow every
   * change of its settings file from outside.
   */
  async theme(theme: Theme): Promise<void> {
    const [title, file] = {
      dark: ['Dark Modern', 'dark_modern'] as const,
      light: ['Light Modern', 'light_modern'] as const,
      'high contrast': ['Dark High Contrast', 'hc_black'] as const,
      'high contrast light': ['Light High Contrast', 'hc_light'] as const,
    }[theme];
    await this.command('Preferences: Color Theme');
    await this.page.getByPlaceholder('Select Color Theme').fill(title);
    await this.quickRowTitled(title).click();
    await this.quickInput().waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.vscode-theme-defaults-themes-${file}-json`).waitFor();
  }

  /** What the window shows, in words, for a report of a failed test that is read where its pictures are not. */
  async describe(): Promise<Readonly<Record<string, string>>> {
    // As text, because the code of this project knows no DOM.
    const shown = await this.page.evaluate<Readonly<Record<string, string>>>(`
      const told = (element) => (element.ariaLabel ?? (element.innerText || element.className)).replaceAll(/\\s+/g, ' ');
      const all = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      Object.fromEntries(
        Object.entries(${JSON.stringify(describedParts)})
          .map(([what, selector]) => [what, all(selector).map(told).join('\\n')])
          .filter(([, text]) => text !== ''),
      )`);
    return { ...shown, 'end of the log': this.channelOnDisk('Executor').slice(-300) };
  }

  /** Takes a picture of the window, for people to look at; its name tells the theme that the window wears. */
  async screenshot(name: string): Promise<void> {
    const classes = (await this.page.locator('.monaco-workbench').first().getAttribute('class')) ?? '';
    const theme = /\bhc-black\b/.test(classes)
      ? 'high-contrast'
      : /\bhc-light\b/.test(classes)
        ? 'high-contrast-light'
        : /\bvs-dark\b/.test(classes)
          ? 'dark'
          : 'light';
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}-${theme}.png`) });
  }

  /**
   * Changes the theme of a window that follows the colours its page asks for (`window.autoDetectColorScheme`): that is done
   * at once, and closes no question.
   */
  async wear(theme: Theme): Promise<void> {
    const { colorScheme, forcedColors, worn } = looks[theme];
    await this.page.emulateMedia({ colorScheme, forcedColors });
    await this.page.locator(`.monaco-workbench.${worn}`).first().waitFor();
  }

  /** Takes pictures of such a window in each theme and width. */
  async pictures(name: string): Promise<void> {
    for (const theme of themes) {
      await this.wear(theme);
      for (const [width, height] of sizes) {
        await this.page.setViewportSize({ width, height });
        await this.screenshot(`${name}-${String(width)}`);
      }
    }
  }

  /**
   * Opens the command palette and moves to a command. A workbench that starts does not hear the keyboard, a palette opened
   * before a command was registered never shows it, and one from which something takes the focus closes: then it answers
   * false.
   */
  private async findsCommand(title: string): Promise<boolean> {
    const row = this.quickRowTitled(title);
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('F1');
    if (!(await this.appears(this.quickInput()))) return false;
    if (!(await this.types(`>${title}`)) || !(await this.appears(row))) return false;
    // A merely similar command may stand first.
    const focused = row.and(this.page.locator('.focused'));
    for (let presses = 0; presses < 10 && !(await focused.isVisible()); presses++) {
      await this.page.keyboard.press('ArrowDown');
    }
    return this.appears(focused);
  }

  /** Writes into the open quick pick; a slow window may still close it for a key that was pressed before. */
  private async types(text: string): Promise<boolean> {
    try {
      await this.quickInput().fill(text, { timeout: 2000 });
      return true;
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    }
  }

  /** Writes down the buttons that are clicked from now on, by their labels; what this answers tells which were so far. */
  private async watchClicks(): Promise<() => Promise<readonly string[]>> {
    // As text, because the code of this project knows no DOM.
    await this.page.evaluate(`
      globalThis.clickedButtons = [];
      globalThis.watchesClicks ??= addEventListener(
        'click',
        ({ target }) => clickedButtons.push(target.closest?.('[role=button]')?.ariaLabel ?? 'something else'),
        { capture: true },
      ) ?? true;`);
    return () => this.page.evaluate<readonly string[]>('clickedButtons');
  }

  private async chooseFromMenu(item: string, timeout: number): Promise<void> {
    // What follows the title is a key binding.
    const entry = this.page.getByRole('menuitem', { name: new RegExp(`^${escapeRegExp(item)}(?: |$)`) }).first();
    await entry.hover({ timeout });
    // A menu ignores the mouse button for its first 100 ms or so, silently, and nothing on the page tells when it stops.
    await this.page.waitForTimeout(200);
    await entry.click({ timeout });
  }

  /** Whether something appears within two seconds, for actions that the window may not have heard. */
  private async appears(what: Locator): Promise<boolean> {
    try {
      await what.waitFor({ timeout: 2000 });
      return true;
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    }
  }

  /** The row with exactly this title; the list follows the text with a delay and may put a similar one first. */
  private quickRowTitled(title: string): Locator {
    // What follows the comma is the row's key binding, or its group.
    const titled = this.page.locator(`[aria-label="${title}"], [aria-label^="${title},"]`);
    return this.quickRow().and(titled).first();
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
