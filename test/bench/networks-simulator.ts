/**
 * A simulated AWS with one account of so many VPCs, whose endpoints have documents of such a length. It ends with whoever started it.
 * `node networks-simulator.ts <account> <vpcs> <characters>`
 */
import { startSimulator } from '../../src/simulator/server.ts';
import { worldOf } from '../crash/situations.ts';
import { documentOf, vpcsOf } from './networks-world.ts';

const [account = '', count = '0', characters = '0'] = process.argv.slice(2);
const world = worldOf([]);
const vpcs = vpcsOf(Number(count), (serial) => JSON.stringify(documentOf(Number(characters), serial)));
const accounts = world.accounts.map((one) => (one.id === account ? { ...one, vpcs } : one));
const { url } = await startSimulator({ world: { ...world, accounts }, rates: 'off', journal: 'counters' });
process.on('disconnect', () => process.exit(0));
process.send?.(url);
