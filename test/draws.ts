/**
 * The same draws with every run, so that what fails here fails everywhere. SAGEKEEPER_SEED draws others; what fails prints its seed.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SAGEKEEPER_SEED'] ?? 20_261_122) });
