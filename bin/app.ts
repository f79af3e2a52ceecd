import { createHoldfast } from '../lib/holdfast.ts';

createHoldfast().synth();
