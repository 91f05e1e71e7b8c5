/// <reference types="vite/client" />
import { showAbout } from './about/about-panel.js';
import { ClassifyPanel } from './classify/classify-panel.js';
import { CurrentModel } from './model/current-model.js';
import { showModelBar } from './model/model-bar.js';
import { find } from './page/find.js';
import { Tabs } from './page/tabs.js';
import { showReports } from './report/report-panel.js';
import { TrainPanel } from './train/train-panel.js';

const part = (selector: string): HTMLElement => find(document, selector, HTMLElement);

const current = new CurrentModel();
const tabs = new Tabs(part('[role=tablist]'));
new ClassifyPanel(part('#classify'), current);
new TrainPanel(part('#train'), current, () => {
  tabs.open('classify');
});
showReports(part('#report'));
showAbout(part('#about'), current);
showModelBar(part('#model'), current);
void keepOffline();

/** Lets the browser keep the page, where it was built and the browser can. */
async function keepOffline(): Promise<void> {
  if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return;
  // Without it the page works as well, but needs its server.
  await navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
}
