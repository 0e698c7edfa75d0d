import * as vscode from 'vscode';
import { speak } from '../model/words/language.ts';

/** The window speaks the language of VS Code, where there is a bundle for it; else English. */
if (vscode.l10n.bundle) speak({ tag: vscode.env.language, bundle: vscode.l10n.bundle });
