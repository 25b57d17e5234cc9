import express from 'express';
import { catalogSchema } from '../../formats/catalog/catalog-schema.js';
import { loadDocument } from '../../formats/catalog/load-document.js';
import { parseCatalogOffThread } from '../../formats/catalog/parse-off-thread.js';
import type { Route } from '../rest/route.js';
import { catalogWritten } from '../schemas/catalog.js';
import { errorSchema, faultsSchema } from '../schemas/common.js';

/** Maximum size of a catalog document over HTTP; it is held in memory as a whole. */
const MAX_DOCUMENT = '64mb';
const MEDIA_TYPES = ['application/yaml', 'application/x-yaml', 'application/json'];

export const catalogRoutes: readonly Route[] = [
  {
    method: 'put',
    path: '/catalog',
    role: 'administer',
    summary: 'Merge a catalog document (YAML or JSON) into the stored catalog',
    body: { mediaTypes: MEDIA_TYPES, schema: catalogSchema },
    responses: {
      200: { description: 'Numbers of created and updated entries', schema: catalogWritten },
      400: { description: 'Faults, each with its path; nothing was changed', schema: faultsSchema },
      415: { description: 'Neither YAML nor JSON', schema: errorSchema },
    },
    middleware: [express.text({ type: MEDIA_TYPES, limit: MAX_DOCUMENT })],
    respond: async (context, request, response) => {
      if (typeof request.body !== 'string') {
        response.status(415).json({ error: `a catalog is sent as ${MEDIA_TYPES.join(', ')}` });
        return;
      }
      const format = request.is('application/json') === false ? 'yaml' : 'json';
      const result = await loadDocument(context, await parseCatalogOffThread(request.body, format));
      if ('faults' in result) {
        response.status(400).json(result);
        return;
      }
      context.log.info({ changes: result.changes }, 'catalog loaded');
      response.json(result);
    },
  },
];
