import { answerQuestions } from '../../platform/background-thread.js';
import { parseCatalogDocument } from './catalog-document.js';

/** The worker of parse-off-thread.ts: from the text of a YAML catalog to its `ParsedCatalog`, as JSON. */
answerQuestions((text: string) => JSON.stringify(parseCatalogDocument(text, 'yaml')));
