import express from 'express';
import { loadCatalog } from '../../broker/network/load-catalog.js';
import { parseCatalogDocument } from '../../formats/catalog/catalog-document.js';
import { catalogSchema } from '../../formats/catalog/catalog-schema.js';
import type { Route } from '../rest/route.js';
import { catalogWritten, errorSchema, faultsSchema } from '../rest/schemas.js';

/** Largest catalog document that is taken over HTTP; it is held in memory as a whole. */
const MAX_DOCUMENT = '64mb';
const TYPES = ['application/yaml', 'application/x-yaml', 'application/json'];

export const catalogRoutes: readonly Route[] = [
  {
    method: 'put',
    path: '/catalog',
    role: 'administer',
    summary: 'Write a catalog document, YAML or JSON, over what is stored',
    body: { mediaTypes: TYPES, schema: catalogSchema },
    answers: {
      200: { description: 'What was created and updated', schema: catalogWritten },
      400: { description: 'Faults, each with its place; nothing was changed', schema: faultsSchema },
      415: { description: 'Neither YAML nor JSON', schema: errorSchema },
    },
    before: [express.text({ type: TYPES, limit: MAX_DOCUMENT })],
    respond: async (context, request, response) => {
      if (typeof request.body !== 'string') {
        response.status(415).json({ error: `a catalog is sent as ${TYPES.join(', ')}` });
        return;
      }
      const parsed = parseCatalogDocument(request.body, request.is('application/json') === false ? 'yaml' : 'json');
      const result = 'faults' in parsed ? parsed : await loadCatalog(context, parsed.document);
      if ('faults' in result) {
        response.status(400).json(result);
        return;
      }
      context.log.info({ changes: result.changes }, 'catalog loaded');
      response.json(result);
    },
  },
];
