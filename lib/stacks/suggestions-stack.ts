import { Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { EventConsumer } from '../constructs/event-consumer.ts';
import { RouteFunction } from '../constructs/route-function.ts';
import { allowSecret } from '../constructs/secret-access.ts';
import { allowTable } from '../constructs/table-access.ts';
import { DOMAIN_EVENT_SOURCE } from '../events.ts';
import { SUGGESTION_PAGES, SUGGESTION_ROUTES } from '../suggestion-routes.ts';
import type { ServiceStackProps } from './service-stack.ts';

export interface SuggestionsStackProps extends ServiceStackProps {
  readonly api: HttpApi;
  /** Signs the links to the page; undefined where the programme writes to nobody, and then there is no page. */
  readonly secret: ISecret | undefined;
}

/** What members suggest: it comes in, is triaged and answered, and whoever asked hears what became of it. */
export class SuggestionsStack extends Stack {
  constructor(scope: Construct, id: string, props: SuggestionsStackProps) {
    super(scope, id, props);
    for (const spec of SUGGESTION_ROUTES) new RouteFunction(this, spec.id, { ...props, spec });
    if (props.secret !== undefined) this.#servePages(props, props.secret);
    this.#announceAnswers(props);
  }

  #servePages(props: SuggestionsStackProps, secret: ISecret): void {
    for (const spec of SUGGESTION_PAGES) {
      const environment = { SECRET_ARN: secret.secretArn };
      const { function: handler } = new RouteFunction(this, spec.id, { ...props, spec, environment });
      allowSecret(handler, secret);
    }
  }

  /** The event of the first who is told has the others told. */
  #announceAnswers({ table, bus, operations }: SuggestionsStackProps): void {
    const consumer = new EventConsumer(this, 'AnnounceAnswers', {
      ...operations,
      entry: 'suggestions/functions/announce-answer.ts',
      contents: 'answers to suggestions',
      bus,
      source: DOMAIN_EVENT_SOURCE,
      detailTypes: ['SuggestionAnswered'],
      detail: { data: { hasOthers: [true] } },
      // A thousand members, one small write each.
      batchSize: 1,
      environment: { TABLE_NAME: table.tableName },
    });
    allowTable(consumer.function, table, ['BatchGetItem', 'PutItem']);
  }
}
