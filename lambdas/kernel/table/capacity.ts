import type { Table } from './client.ts';

/** What one command used. */
export interface UsedCapacity {
  readonly command: string;
  readonly wcu: number;
  readonly rcu: number;
}

interface Consumed {
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** Makes the table's client ask for the capacity that each command uses, and keeps it until it is taken. */
export function countCapacity({ client }: Table): { take(): readonly UsedCapacity[] } {
  let used: UsedCapacity[] = [];
  client.middlewareStack.add(
    (next, { commandName = 'command' }) =>
      async (args) => {
        const input = { ...(args.input as object), ReturnConsumedCapacity: 'TOTAL' };
        const answer = await next({ ...args, input } as typeof args);
        const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = [ConsumedCapacity ?? []].flat().reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0);
        const isRead = /^(Get|BatchGet|Query)/.test(commandName);
        used.push({ command: commandName, wcu: isRead ? 0 : units, rcu: isRead ? units : 0 });
        return answer;
      },
    { step: 'initialize', name: 'countCapacity', priority: 'high' },
  );
  return {
    take() {
      const taken = used;
      used = [];
      return taken;
    },
  };
}
