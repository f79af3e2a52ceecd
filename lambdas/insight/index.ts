export { reportRoutes } from './rejections-api.ts';
