-- Whether both fields are there and of the format that is known.
local whole = hot and #hot == 53 and string.byte(hot) == 50 and cold and #cold == 30
