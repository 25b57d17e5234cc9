import express from 'express';
import type { Router } from 'express';
import type { BrokerContext } from '../broker/context.js';
import { loadCatalog } from '../broker/load-catalog.js';
import { parseCatalogDocument } from './catalog-document.js';

/** Largest catalogue document that is taken over HTTP; it is held in memory as a whole. */
const MAX_DOCUMENT = '64mb';

/**
 * The REST interface for people and scripts, mounted at `/admin`.
 *
 * `PUT /v1/catalog` takes a catalogue document as YAML or JSON: all of it (200, `{changes}`), or nothing and every
 * fault (400, `{faults: [{path, reason}]}`). Only these media types are taken: a web page of another origin cannot send
 * them without asking first, and nobody answers yes.
 */
export function adminRouter(context: BrokerContext): Router {
  const router = express.Router();
  const types = ['application/yaml', 'application/x-yaml', 'application/json'];
  router.put('/v1/catalog', express.text({ type: types, limit: MAX_DOCUMENT }), async (request, response) => {
    if (typeof request.body !== 'string') {
      response.status(415).json({ error: `a catalogue is sent as ${types.join(', ')}` });
      return;
    }
    const parsed = parseCatalogDocument(request.body, request.is('application/json') === false ? 'yaml' : 'json');
    const result = 'faults' in parsed ? parsed : await loadCatalog(context, parsed.document);
    if ('faults' in result) {
      response.status(400).json(result);
      return;
    }
    context.log.info({ changes: result.changes }, 'catalogue loaded');
    response.json(result);
  });
  return router;
}
