import { z } from 'zod';
import { listedFault } from '../../formats/fault-schema.js';

export const faultList = z.strictObject({ items: z.array(listedFault) });
export const removedFaults = z.strictObject({ removed: z.int().describe('How many there were') });
