import { required } from '@gender/core';

/** What an element must be, as `HTMLInputElement`. */
type Kind<T extends Element> = abstract new () => T;

/** The element of the page that a selector names; it must be there, and of the kind. */
export function find<T extends Element>(root: ParentNode, selector: string, kind: Kind<T>): T {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new TypeError(`the page has no ${kind.name} ${selector}`);
}

/** The content of a `<template>` of the page, whose first element is of the kind. */
export function copyTemplate<T extends Element>(id: string, kind: Kind<T>): T {
  const { content } = find(document, `template#${id}`, HTMLTemplateElement);
  const copy = document.importNode(content, true).firstElementChild;
  if (copy instanceof kind) return copy;
  throw new TypeError(`the template ${id} holds no ${kind.name}`);
}

/** What went wrong, for people: the message of an error of ours. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The only file of an input, if one was chosen; the input is empty again. */
export function takeFiles(input: HTMLInputElement): File[] {
  const files = [...required(input.files, 'the files of an input')];
  input.value = '';
  return files;
}
