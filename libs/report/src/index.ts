export { contactSheetPage } from './contact-sheet.js';
export { modelCard } from './model-card.js';
export { makeReport } from './report.js';
export { reportPage } from './page.js';
export { writeReport } from './write-report.js';
export type { ContactSheet, SheetGroup } from './contact-sheet.js';
export type { ShownPicture } from './document.js';
export type {
  ClassCurves,
  Facts,
  History,
  Origin,
  PictureSheet,
  Report,
  ReportInput,
} from './report.js';
export type { WrittenReport } from './write-report.js';
