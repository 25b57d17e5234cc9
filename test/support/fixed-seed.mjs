// Setup of mutation testing (stryker.config.mjs): property tests run on the same values for every mutant.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
