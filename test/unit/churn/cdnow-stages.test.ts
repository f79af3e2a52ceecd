import { expect, test } from 'vitest';
import { nextLook, type Watch } from '../../../lambdas/churn/watch.ts';
import { isWorthWriting, reviewWatch, type StageChange } from '../../../lambdas/churn/member-review.ts';
