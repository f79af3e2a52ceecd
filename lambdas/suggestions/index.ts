export { suggestionRoutes } from './suggestion-api.ts';
