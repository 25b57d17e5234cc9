import type { Config } from '../config.js';
import type { ListenOptions } from '../listen.js';

/** Limits on each message, in every service. */
export function messageLimits(config: Config): ListenOptions['limits'] {
  return {
    body: { bytes: config.MAX_MESSAGE_BYTES, inflatedBytes: config.MAX_INFLATED_BYTES },
    xml: {
      depth: config.MAX_XML_DEPTH,
      elements: config.MAX_XML_ELEMENTS,
      attributes: config.MAX_XML_ATTRIBUTES,
      nameLength: config.MAX_XML_NAME_LENGTH,
      textLength: config.MAX_XML_TEXT_LENGTH,
    },
  };
}
