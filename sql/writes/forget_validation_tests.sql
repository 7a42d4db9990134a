-- Remove the tests of run $1, to make room for new ones.

delete from validation_tests
where run_id = $1;
