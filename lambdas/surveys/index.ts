export { createFindInvitation } from './find-invitation.ts';
export { REMINDER_RULE } from './invitation-move-store.ts';
export { createInvitationStore, runOfInvitation } from './invitation-store.ts';
export { createMergeSurveys } from './merge-surveys.ts';
export { createRemindMember } from './remind-member.ts';
export { createSurveyStore } from './survey-store.ts';
export { surveyRoutes } from './surveys-api.ts';
