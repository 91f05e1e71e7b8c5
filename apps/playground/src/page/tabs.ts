import { required } from '@gender/core';
import { find } from './find.js';

/** The tabs of the page: arrow keys move between them, the address says which one is open. */
export class Tabs {
  readonly #tabs: readonly HTMLElement[];

  constructor(list: HTMLElement) {
    this.#tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
    for (const tab of this.#tabs) {
      tab.addEventListener('click', () => {
        this.open(panelOf(tab));
      });
    }
    list.addEventListener('keydown', (event) => {
      const next = this.#next(event.key);
      if (next === undefined) return;
      event.preventDefault();
      this.open(panelOf(next));
      next.focus();
    });
    const wanted = location.hash.slice(1);
    const asked = this.#tabs.find((tab) => panelOf(tab) === wanted) ?? this.#tabs[0];
    this.open(panelOf(required(asked, 'a tab')));
  }

  /** Shows a panel, by its id, in the place of the one that was open. */
  open(id: string): void {
    for (const tab of this.#tabs) {
      const isOpen = panelOf(tab) === id;
      tab.setAttribute('aria-selected', String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      find(document, `#${panelOf(tab)}`, HTMLElement).hidden = !isOpen;
    }
    history.replaceState(null, '', `#${id}`);
  }

  #next(key: string): HTMLElement | undefined {
    const at = this.#tabs.findIndex((tab) => tab.tabIndex === 0);
    const last = this.#tabs.length - 1;
    const places: Record<string, number> = {
      ...{ ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1 },
      ...{ Home: 0, End: last },
    };
    const place = places[key];
    return place === undefined ? undefined : this.#tabs[place];
  }
}

function panelOf(tab: HTMLElement): string {
  return required(tab.getAttribute('aria-controls') ?? undefined, 'the panel of a tab');
}
