export { createInvitationStore, REMINDER_RULE, runOfInvitation } from './invitation-store.ts';
export { createMergeSurveys } from './merge-surveys.ts';
export { createRemindMember } from './remind-member.ts';
export { createSurveyStore } from './survey-store.ts';
export { surveyRoutes } from './surveys-api.ts';
