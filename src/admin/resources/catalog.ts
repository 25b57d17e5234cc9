import { createHash } from 'node:crypto';
import express from 'express';
import { catalogSchema } from '../../formats/catalog/catalog-schema.js';
import { loadDocument } from '../../formats/catalog/load-document.js';
import { parseCatalogOffThread } from '../../formats/catalog/parse-off-thread.js';
import type { Route } from '../rest/route.js';
import { exportCatalog } from '../../broker/network/export-catalog.js';
import { catalogWritten, exportQuery } from '../schemas/catalog.js';
import { errorSchema, faultsSchema } from '../schemas/common.js';

/** Maximum size of a catalog document over HTTP; it is held in memory as a whole. */
const MAX_DOCUMENT = '64mb';
const MEDIA_TYPES = ['application/yaml', 'application/x-yaml', 'application/json'];

export const catalogRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/catalog',
    role: 'read',
    summary: 'Export the catalog as a document that PUT takes; with an ETag, for If-None-Match',
    query: exportQuery,
    responses: {
      200: { description: 'The catalog document', schema: catalogSchema },
      304: { description: 'It is still the one of the ETag in If-None-Match' },
    },
    middleware: [],
    respond: async (context, request, response) => {
      const { inventory } = exportQuery.parse(request.query);
      const text = await exportCatalog(context, { inventory: inventory === 'true' });
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      response.set('ETag', etag);
      // Express would send it all the same to clients that add Cache-Control, as that of Node does.
      if ((request.get('if-none-match') ?? '').includes(etag)) response.status(304).end();
      else response.type('application/json').send(text);
    },
  },
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
