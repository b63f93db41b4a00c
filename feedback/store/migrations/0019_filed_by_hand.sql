-- What people filed is read at each placing; among many placings it is little.
CREATE INDEX assignments_by_hand ON assignments (topic_id) WHERE origin = 'person';
