import { EventEmitter as Emitter } from './events.ts';
import { QuickInputButtons, QuickPickItemKind } from './values.ts';

/** How urgent a message is. */
export type Severity = 'error' | 'information' | 'warning';

/** A message that is in the window until somebody answers or closes it. */
export class Message {
  private resolve: (chosen: string | undefined) => void = () => undefined;
  /** What was chosen. */
  readonly answered = new Promise<string | undefined>((resolve) => (this.resolve = resolve));

  constructor(
    readonly severity: Severity,
    readonly text: string,
    readonly buttons: readonly string[],
    /** What a modal dialog says below its question; undefined if it isn't one. */
    readonly detail: string | undefined,
    private readonly leave: (message: Message) => void,
  ) {}

  /** Presses a button. */
  answer(button: string): void {
    if (!this.buttons.includes(button)) {
      throw new Error(`"${this.text}" has no button "${button}" but ${JSON.stringify(this.buttons)}.`);
    }
    this.end(button);
  }

  close(): void {
    this.end(undefined);
  }

  private end(chosen: string | undefined): void {
    this.leave(this);
    this.resolve(chosen);
  }
}

/** A row of a question. */
export interface QuestionItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: QuickPickItemKind;
  readonly picked?: boolean;
  readonly alwaysShow?: boolean;
  readonly buttons?: readonly { readonly tooltip?: string }[];
}

/** A button in the title of a question, or in a row of it. */
interface Button {
  readonly tooltip?: string;
}

/** A question with rows, as an extension makes it and as a person answers it: a quick pick. */
export class QuickPick {
  private readonly changedValue = new Emitter<string>();
  private readonly accepted = new Emitter<void>();
  private readonly hidden = new Emitter<void>();
  private readonly triggered = new Emitter<Button>();
  private readonly triggeredItem = new Emitter<{ readonly button: Button; readonly item: QuestionItem }>();
  private ownItems: readonly QuestionItem[] = [];
  private ownBusy = false;
  private isShown = false;

  title = '';
  placeholder = '';
  value = '';
  buttons: readonly Button[] = [];
  selectedItems: readonly QuestionItem[] = [];
  ignoreFocusOut = false;
  matchOnDescription = false;
  matchOnDetail = false;
  canSelectMany = false;

  readonly onDidChangeValue = this.changedValue.event;
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidTriggerButton = this.triggered.event;
  readonly onDidTriggerItemButton = this.triggeredItem.event;

  constructor(private readonly place: QuestionPlace) {}

  get items(): readonly QuestionItem[] {
    return this.ownItems;
  }

  set items(items: readonly QuestionItem[]) {
    this.ownItems = items;
    this.place.touch();
  }

  get busy(): boolean {
    return this.ownBusy;
  }

  set busy(isBusy: boolean) {
    this.ownBusy = isBusy;
    this.place.touch();
  }

  show(): void {
    this.isShown = true;
    this.place.come(this);
  }

  hide(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.place.go(this);
    this.hidden.fire();
  }

  dispose(): void {
    this.hide();
    for (const emitter of [this.changedValue, this.accepted, this.hidden, this.triggered, this.triggeredItem])
      emitter.dispose();
  }

  /** The rows that stand for what is typed: those that contain it, and those that always stand. */
  get rows(): readonly QuestionItem[] {
    const typed = this.value.trim().toLowerCase();
    return this.items.filter((item) => {
      if (item.kind === QuickPickItemKind.Separator) return false;
      const texts = [item.label, ...(this.matchOnDescription ? [item.description] : [])];
      if (this.matchOnDetail) texts.push(item.detail);
      return typed === '' || item.alwaysShow === true || texts.some((text) => text?.toLowerCase().includes(typed));
    });
  }

  /** Each row as people read it. */
  get texts(): readonly string[] {
    return this.rows.map(textOf);
  }

  /** Types into the field, in the place of what is there. */
  type(text: string): void {
    this.value = text;
    this.changedValue.fire(text);
    this.place.touch();
  }

  /** Chooses the first row that says this; with nothing, the first row of all. */
  choose(text = ''): void {
    this.accept([this.find(text)]);
  }

  /** Ticks the rows that say this, and no others, and accepts. */
  chooseMany(...texts: readonly string[]): void {
    this.accept(texts.map((text) => this.find(text)));
  }

  /** Accepts the rows that are ticked already. */
  accept(rows: readonly QuestionItem[] = this.rows.filter(({ picked }) => picked === true)): void {
    this.selectedItems = rows;
    this.accepted.fire();
  }

  /** Presses the arrow that leads back. */
  back(): void {
    if (!this.buttons.includes(QuickInputButtons.Back)) throw new Error(`"${this.title}" has no way back.`);
    this.triggered.fire(QuickInputButtons.Back);
  }

  /** Presses a button of the row that says this. */
  press(text: string, tooltip: string): void {
    const item = this.find(text);
    const button = item.buttons?.find((each) => each.tooltip === tooltip);
    if (!button) throw new Error(`The row "${text}" has no button "${tooltip}".`);
    this.triggeredItem.fire({ button, item });
  }

  private find(text: string): QuestionItem {
    const found = this.rows.find((item) => textOf(item).includes(text));
    if (!found) throw new Error(`"${this.title}" has no row "${text}" but ${JSON.stringify(this.texts)}.`);
    return found;
  }
}

/** A question for a text: an input box. */
export class InputBox {
  private ownMessage: string | undefined;

  constructor(
    readonly title: string,
    readonly prompt: string,
    public value: string,
    readonly isPassword: boolean,
    private readonly validate: (value: string) => string | undefined,
    private readonly finish: (value: string | undefined) => void,
    private readonly touch: () => void,
  ) {
    this.ownMessage = validate(value);
  }

  /** What is wrong with the text in the field. */
  get message(): string | undefined {
    return this.ownMessage;
  }

  /** Types into the field, in the place of what is there. */
  type(text: string): void {
    this.value = text;
    this.ownMessage = this.validate(text);
    this.touch();
  }

  /** Accepts the text in the field, or types this before; a text that cannot be accepted stays. */
  enter(text = this.value): void {
    this.type(text);
    if (this.ownMessage === undefined) this.finish(text);
  }

  hide(): void {
    this.finish(undefined);
  }
}

/** The one place of a window for questions: a new one takes it from the one that is there. */
export class QuestionPlace {
  private present: InputBox | QuickPick | undefined;

  constructor(readonly touch: () => void) {}

  /** What is asked now. */
  get question(): InputBox | QuickPick | undefined {
    return this.present;
  }

  come(question: InputBox | QuickPick): void {
    const before = this.present;
    this.present = question;
    if (before !== question) before?.hide();
    this.touch();
  }

  go(question: InputBox | QuickPick): void {
    if (this.present !== question) return;
    this.present = undefined;
    this.touch();
  }

  /** Asks for one of these rows, or for several. */
  pick<T extends QuestionItem>(items: readonly T[], options: PickOptions): Promise<T | readonly T[] | undefined> {
    const pick = new QuickPick(this);
    pick.title = options.title ?? '';
    pick.placeholder = options.placeHolder ?? '';
    pick.matchOnDescription = options.matchOnDescription ?? false;
    pick.matchOnDetail = options.matchOnDetail ?? false;
    pick.canSelectMany = options.canPickMany ?? false;
    pick.items = items;
    return new Promise((resolve) => {
      pick.onDidAccept(() => {
        const chosen = pick.selectedItems as readonly T[];
        resolve(pick.canSelectMany ? chosen : chosen[0]);
        pick.dispose();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }

  /** Asks for a text. */
  input(options: InputOptions): Promise<string | undefined> {
    return new Promise((resolve) => {
      const box: InputBox = new InputBox(
        options.title ?? '',
        options.prompt ?? '',
        options.value ?? '',
        options.password ?? false,
        (value) => options.validateInput?.(value) ?? undefined,
        (value) => {
          this.go(box);
          resolve(value);
        },
        this.touch,
      );
      this.come(box);
    });
  }
}

/** As VS Code's own. */
export interface PickOptions {
  readonly title?: string;
  readonly placeHolder?: string;
  readonly canPickMany?: boolean;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
}

/** As VS Code's own. */
export interface InputOptions {
  readonly title?: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly password?: boolean;
  readonly validateInput?: (value: string) => string | undefined | null;
}

function textOf({ description = '', detail = '', label }: QuestionItem): string {
  return [label, description, detail].filter((part) => part !== '').join(' · ');
}
