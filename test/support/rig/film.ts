import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';

/** An arrow as a mouse has it, its tip at the top left; a picture of a page shows no pointer of its own. */
const arrow = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="24" viewBox="0 0 20 24">
  <path d="M2 1 L2 18 L6.5 14 L9.5 21 L12.5 19.7 L9.5 12.8 L15.5 12.5 Z" fill="#fff" stroke="#000" stroke-width="1.3"/></svg>`;

/** Pictures of a page, one after another, each with the time that it is seen: what becomes an animation. */
export class Film {
  private readonly frames: { readonly picture: Buffer; ms: number }[] = [];
  private pointer = { x: 0, y: 0 };

  private constructor(private readonly page: Page) {}

  /** Begins with the pointer at a place of the page. */
  static async of(page: Page, pointer: { readonly x: number; readonly y: number }): Promise<Film> {
    const film = new Film(page);
    // As text, because the code of this project knows no DOM.
    await page.evaluate(`
      globalThis.pointer = document.createElement('div');
      pointer.style.cssText = 'position: fixed; z-index: 2147483647; pointer-events: none; line-height: 0;';
      pointer.innerHTML = ${JSON.stringify(arrow)};
      document.body.append(pointer);`);
    await film.point(pointer.x, pointer.y);
    return film;
  }

  /** Takes a picture that is seen for this long. */
  async frame(ms: number): Promise<void> {
    const picture = await this.page.screenshot({ animations: 'disabled', caret: 'hide' });
    const last = this.frames.at(-1);
    if (last?.picture.equals(picture) === true) last.ms += ms;
    else this.frames.push({ picture, ms });
  }

  /** Moves the pointer onto something, slower at both ends, as a hand does. */
  async glide(target: Locator, at?: { readonly x: number; readonly y: number }): Promise<void> {
    await target.waitFor();
    const box = await target.boundingBox();
    if (!box) throw new Error('What the pointer is to move to is not drawn.');
    const from = this.pointer;
    const to = { x: box.x + (at?.x ?? box.width / 2), y: box.y + (at?.y ?? box.height / 2) };
    const steps = 7;
    for (let step = 1; step <= steps; step++) {
      const part = (1 - Math.cos((Math.PI * step) / steps)) / 2;
      await this.point(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
      await this.frame(70);
    }
  }

  /** Types into what has the focus, a picture for each letter. */
  async type(text: string): Promise<void> {
    for (const letter of text) {
      await this.page.keyboard.type(letter);
      await this.frame(90);
    }
  }

  /** Writes the film as a GIF that begins again when it has ended; answers how many seconds it lasts. */
  async write(file: string): Promise<number> {
    const pictures = this.frames.map(({ picture }) => picture);
    // A window has few colours and large areas of each: dithering would only make it grainy, and the file large.
    await sharp(pictures, { join: { animated: true } })
      .gif({ delay: this.frames.map(({ ms }) => ms), loop: 0, colours: 96, dither: 0, effort: 10 })
      .toFile(file);
    return this.frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  }

  private async point(x: number, y: number): Promise<void> {
    this.pointer = { x, y };
    await this.page.mouse.move(x, y);
    await this.page.evaluate(
      `pointer.style.left = '${String(x - 2)}px'; pointer.style.top = '${String(y - 1)}px'; undefined`,
    );
  }
}
